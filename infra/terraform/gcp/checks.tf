resource "terraform_data" "checks" {
  lifecycle {
    precondition {
      condition     = var.cloud_provider == "gcp"
      error_message = "These variables are for the root ${var.cloud_provider}, this one is gcp."
    }

    precondition {
      condition     = !var.features.api_gateway
      error_message = "The API gateway is in the beta provider of Google only."
    }
    precondition {
      condition     = !(var.features.cdn || var.waf) || (var.features.load_balancer && var.certificate.issuer == null)
      error_message = "Cloud CDN and the rules of Cloud Armor need a load balancer that reads requests: certificate.issuer must not be given, so that TLS ends there."
    }
    precondition {
      condition     = !var.features.load_balancer || var.cluster.enabled
      error_message = "The load balancer leads to the nodes of the cluster: cluster.enabled must be true."
    }
    precondition {
      condition     = !var.cache.enabled || length(local.cache_size) == 2
      error_message = "cache.node_type must be BASIC or STANDARD, an underscore and MICRO, SMALL, MEDIUM, LARGE or XLARGE, such as STANDARD_SMALL."
    }
  }
}
