resource "terraform_data" "checks" {
  lifecycle {
    precondition {
      condition     = var.cloud_provider == "linode"
      error_message = "These variables are for the root ${var.cloud_provider}, this one is linode."
    }

    precondition {
      condition     = !(var.waf || var.ddos || var.features.cdn || var.features.api_gateway)
      error_message = "Linode has no web application firewall, paid DDoS protection, CDN or API gateway."
    }
    precondition {
      condition     = !var.cache.enabled
      error_message = "Linode has no managed Redis: run it in the cluster."
    }
    precondition {
      condition     = length(var.availability_zones) == 0
      error_message = "Linode has no zones to choose from: availability_zones must be empty."
    }

    precondition {
      condition     = var.monthly_budget == null
      error_message = "Linode has no budgets."
    }
  }
}

# A warning: the control plane keeps to allowed_cidrs, but the load balancer is not made here.
check "way_in" {
  assert {
    condition     = length(var.allowed_cidrs) == 0 || !var.features.load_balancer
    error_message = "Everybody reaches the load balancer until the Service of the ingress controller has the networks of allowed_cidrs too, see README.md."
  }
}
