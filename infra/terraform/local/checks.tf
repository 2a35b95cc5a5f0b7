resource "terraform_data" "checks" {
  lifecycle {
    precondition {
      condition     = var.cloud_provider == "local"
      error_message = "These variables are for the root ${var.cloud_provider}, this one is local."
    }

    precondition {
      condition     = !(var.waf || var.ddos || var.features.cdn || var.features.api_gateway)
      error_message = "A Docker engine has no web application firewall, DDoS protection, CDN or API gateway."
    }

    precondition {
      condition     = length(local.given_secrets) == 0
      error_message = "No root can make ${join(", ", local.given_secrets)}: a person provides it. Use Compose, or let it be generated."
    }

    precondition {
      condition     = var.monthly_budget == null
      error_message = "A Docker engine has no budgets."
    }
  }
}
