resource "azurerm_dns_zone" "main" {
  count = var.dns.enabled ? 1 : 0

  name                = var.dns.domain
  resource_group_name = azurerm_resource_group.main.name
  tags                = var.tags
}

resource "azurerm_dns_a_record" "host" {
  for_each = var.dns.enabled && var.features.load_balancer && !local.has_front_door ? toset(var.dns.hosts) : toset([])

  name                = each.value == var.dns.domain ? "@" : trimsuffix(each.value, ".${var.dns.domain}")
  zone_name           = azurerm_dns_zone.main[0].name
  resource_group_name = azurerm_resource_group.main.name
  ttl                 = 300
  records             = azurerm_public_ip.edge[*].ip_address
  tags                = var.tags
}

resource "azurerm_dns_cname_record" "host" {
  for_each = var.dns.enabled && local.has_front_door ? toset([for host in var.dns.hosts : host if host != var.dns.domain]) : toset([])

  name                = trimsuffix(each.value, ".${var.dns.domain}")
  zone_name           = azurerm_dns_zone.main[0].name
  resource_group_name = azurerm_resource_group.main.name
  ttl                 = 300
  record              = azurerm_cdn_frontdoor_endpoint.main[0].host_name
  tags                = var.tags
}
