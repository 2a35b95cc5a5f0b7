resource "terraform_data" "checks" {
  lifecycle {
    precondition {
      condition     = var.cloud_provider == "digitalocean"
      error_message = "These variables are for the root ${var.cloud_provider}, this one is digitalocean."
    }

    precondition {
      condition     = !(var.waf || var.ddos || var.features.cdn || var.features.api_gateway)
      error_message = "DigitalOcean has no web application firewall, paid DDoS protection, CDN before applications or API gateway."
    }
    precondition {
      condition     = !var.features.load_balancer || var.cluster.enabled
      error_message = "The load balancer leads to the nodes of the cluster: cluster.enabled must be true."
    }
    precondition {
      condition     = length(var.availability_zones) == 0
      error_message = "DigitalOcean has no zones to choose from: availability_zones must be empty."
    }

    precondition {
      condition     = var.monthly_budget == null
      error_message = "DigitalOcean has no budgets."
    }
  }
}
