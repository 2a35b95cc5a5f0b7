resource "azurerm_container_registry" "main" {
  count = var.cluster.enabled ? 1 : 0

  # Letters and digits only.
  name                = replace(var.name_prefix, "-", "")
  location            = azurerm_resource_group.main.location
  resource_group_name = azurerm_resource_group.main.name
  sku                 = "Standard"
  admin_enabled       = false
  tags                = var.tags
}

resource "azurerm_role_assignment" "pull" {
  count = var.cluster.enabled ? 1 : 0

  scope                = azurerm_container_registry.main[0].id
  role_definition_name = "AcrPull"
  # A mocked cluster has no such identity; a real one always has.
  principal_id = try(azurerm_kubernetes_cluster.main[0].kubelet_identity[0].object_id, "")
}
