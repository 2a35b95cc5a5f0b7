resource "terraform_data" "checks" {
  lifecycle {
    precondition {
      condition     = var.cloud_provider == "vultr"
      error_message = "These variables are for the root ${var.cloud_provider}, this one is vultr."
    }

    precondition {
      condition     = !(var.waf || var.ddos || var.features.cdn || var.features.api_gateway)
      error_message = "Vultr has no web application firewall, paid DDoS protection, CDN before applications or API gateway."
    }
    precondition {
      condition     = length(var.availability_zones) == 0
      error_message = "Vultr has no zones to choose from: availability_zones must be empty."
    }

    precondition {
      condition     = length(var.allowed_cidrs) == 0
      error_message = "The load balancer is made by the cluster: allowed_cidrs must be empty, and the networks stand in the Service of the ingress controller, see README.md."
    }

    precondition {
      condition     = var.monthly_budget == null
      error_message = "Vultr has no budgets."
    }
  }
}
