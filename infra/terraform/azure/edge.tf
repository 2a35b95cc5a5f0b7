locals {
  has_front_door = var.waf || var.features.cdn
}

# The Service of the ingress controller takes it by its name, see README.md.
resource "azurerm_public_ip" "edge" {
  count = var.features.load_balancer ? 1 : 0

  name                = "${var.name_prefix}-edge"
  location            = azurerm_resource_group.main.location
  resource_group_name = azurerm_resource_group.main.name
  allocation_method   = "Static"
  sku                 = "Standard"
  domain_name_label   = var.name_prefix
  tags                = var.tags
}

resource "azurerm_cdn_frontdoor_profile" "main" {
  count = local.has_front_door ? 1 : 0

  name                = var.name_prefix
  resource_group_name = azurerm_resource_group.main.name
  sku_name            = var.waf ? "Premium_AzureFrontDoor" : "Standard_AzureFrontDoor"
  tags                = var.tags
}

resource "azurerm_cdn_frontdoor_endpoint" "main" {
  count = local.has_front_door ? 1 : 0

  name                     = var.name_prefix
  cdn_frontdoor_profile_id = azurerm_cdn_frontdoor_profile.main[0].id
  tags                     = var.tags
}

resource "azurerm_cdn_frontdoor_origin_group" "main" {
  count = local.has_front_door ? 1 : 0

  name                     = "cluster"
  cdn_frontdoor_profile_id = azurerm_cdn_frontdoor_profile.main[0].id

  load_balancing {
    sample_size                 = 4
    successful_samples_required = 3
  }
}

resource "azurerm_cdn_frontdoor_origin" "main" {
  count = local.has_front_door ? 1 : 0

  name                           = "cluster"
  cdn_frontdoor_origin_group_id  = azurerm_cdn_frontdoor_origin_group.main[0].id
  host_name                      = azurerm_public_ip.edge[0].fqdn
  certificate_name_check_enabled = false
  http_port                      = 80
  https_port                     = 443
}

resource "azurerm_cdn_frontdoor_custom_domain" "main" {
  for_each = local.has_front_door ? toset(var.dns.hosts) : toset([])

  name                     = replace(each.value, ".", "-")
  cdn_frontdoor_profile_id = azurerm_cdn_frontdoor_profile.main[0].id
  host_name                = each.value
  dns_zone_id              = one(azurerm_dns_zone.main[*].id)

  tls {
    certificate_type = "ManagedCertificate"
  }
}

resource "azurerm_cdn_frontdoor_route" "main" {
  count = local.has_front_door ? 1 : 0

  name                            = "all"
  cdn_frontdoor_endpoint_id       = azurerm_cdn_frontdoor_endpoint.main[0].id
  cdn_frontdoor_origin_group_id   = azurerm_cdn_frontdoor_origin_group.main[0].id
  cdn_frontdoor_origin_ids        = azurerm_cdn_frontdoor_origin.main[*].id
  cdn_frontdoor_custom_domain_ids = [for domain in azurerm_cdn_frontdoor_custom_domain.main : domain.id]
  patterns_to_match               = ["/*"]
  supported_protocols             = ["Http", "Https"]
  forwarding_protocol             = "HttpOnly"
  https_redirect_enabled          = var.certificate.enabled

  dynamic "cache" {
    for_each = var.features.cdn ? ["UseQueryString"] : []
    content {
      query_string_caching_behavior = cache.value
    }
  }
}

resource "azurerm_cdn_frontdoor_firewall_policy" "main" {
  count = var.waf ? 1 : 0

  # Letters and digits only.
  name                = replace(var.name_prefix, "-", "")
  resource_group_name = azurerm_resource_group.main.name
  sku_name            = "Premium_AzureFrontDoor"
  mode                = "Prevention"
  tags                = var.tags

  managed_rule {
    type    = "Microsoft_DefaultRuleSet"
    version = "2.1"
    action  = "Block"
  }

  custom_rule {
    name                           = "rate"
    type                           = "RateLimitRule"
    action                         = "Block"
    priority                       = 100
    rate_limit_threshold           = 1000
    rate_limit_duration_in_minutes = 5

    match_condition {
      match_variable = "RemoteAddr"
      operator       = "IPMatch"
      match_values   = ["0.0.0.0/0", "::/0"]
    }
  }

  dynamic "custom_rule" {
    for_each = length(var.allowed_cidrs) > 0 ? [var.allowed_cidrs] : []
    content {
      name     = "allowed"
      type     = "MatchRule"
      action   = "Block"
      priority = 1

      match_condition {
        match_variable     = "RemoteAddr"
        operator           = "IPMatch"
        negation_condition = true
        match_values       = custom_rule.value
      }
    }
  }
}

resource "azurerm_cdn_frontdoor_security_policy" "main" {
  count = var.waf ? 1 : 0

  name                     = "firewall"
  cdn_frontdoor_profile_id = azurerm_cdn_frontdoor_profile.main[0].id

  security_policies {
    firewall {
      cdn_frontdoor_firewall_policy_id = azurerm_cdn_frontdoor_firewall_policy.main[0].id

      association {
        patterns_to_match = ["/*"]

        domain {
          cdn_frontdoor_domain_id = azurerm_cdn_frontdoor_endpoint.main[0].id
        }

        dynamic "domain" {
          for_each = azurerm_cdn_frontdoor_custom_domain.main
          content {
            cdn_frontdoor_domain_id = domain.value.id
          }
        }
      }
    }
  }
}
