locals {
  # The certificate of the cloud, where none is made in the cluster.
  has_certificate = var.certificate.enabled && var.certificate.issuer == null
}

resource "terraform_data" "checks" {
  lifecycle {
    precondition {
      condition     = var.cloud_provider == "aws"
      error_message = "These variables are for the root ${var.cloud_provider}, this one is aws."
    }

    precondition {
      condition     = !local.has_certificate || var.dns.enabled
      error_message = "The certificate is proved by records in the zone: dns.enabled must be true, or certificate.issuer be given."
    }

    precondition {
      condition     = !(var.waf || var.features.api_gateway) || (var.features.load_balancer && var.certificate.issuer == null)
      error_message = "A firewall or API gateway needs a load balancer that reads requests: certificate.issuer must not be given, so that TLS ends there."
    }

    precondition {
      condition     = !var.features.cdn || (var.features.load_balancer && local.has_certificate)
      error_message = "CloudFront needs the load balancer and the certificate of the cloud."
    }

    precondition {
      condition     = !var.features.load_balancer || var.cluster.enabled
      error_message = "The load balancer leads to the nodes of the cluster: cluster.enabled must be true."
    }

    precondition {
      condition     = var.cluster.enabled ? length(local.zones) >= 2 : true
      error_message = "A cluster needs subnets in two zones at least."
    }

    precondition {
      condition     = !var.backup.enabled || can(regex("^\\S+ \\S+ (\\* \\S+ \\S+|\\S+ \\S+ \\*)$", var.backup.schedule))
      error_message = "AWS takes a day of the month or a day of the week in backup.schedule, not both."
    }
  }
}
