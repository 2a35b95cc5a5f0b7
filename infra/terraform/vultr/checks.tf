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
      condition     = var.monthly_budget == null
      error_message = "Vultr has no budgets."
    }
  }
}
