resource "azurerm_api_management" "main" {
  count = var.features.api_gateway ? 1 : 0

  name                = var.name_prefix
  location            = azurerm_resource_group.main.location
  resource_group_name = azurerm_resource_group.main.name
  publisher_name      = var.application
  publisher_email     = coalesce(var.notification_address, "hostmaster@${var.dns.domain}")
  sku_name            = "Consumption_0"
  tags                = var.tags
}

resource "azurerm_api_management_api" "main" {
  for_each = var.features.api_gateway ? { for name, service in var.services : name => service if service.host != null } : {}

  name                  = each.key
  display_name          = each.key
  resource_group_name   = azurerm_resource_group.main.name
  api_management_name   = azurerm_api_management.main[0].name
  revision              = "1"
  path                  = each.key
  protocols             = ["https"]
  service_url           = "${var.certificate.enabled ? "https" : "http"}://${each.value.host}"
  subscription_required = false
}
