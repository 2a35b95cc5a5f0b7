resource "azurerm_log_analytics_workspace" "main" {
  count = var.cluster.enabled ? 1 : 0

  name                = var.name_prefix
  location            = azurerm_resource_group.main.location
  resource_group_name = azurerm_resource_group.main.name
  sku                 = "PerGB2018"
  # 30 days are the least, and paid for with the data; 730 the most.
  retention_in_days = min(730, max(30, var.logs.retention_days))
  tags              = var.tags
}

resource "azurerm_monitor_diagnostic_setting" "cluster" {
  count = var.cluster.enabled ? 1 : 0

  name                       = "audit"
  target_resource_id         = azurerm_kubernetes_cluster.main[0].id
  log_analytics_workspace_id = azurerm_log_analytics_workspace.main[0].id

  enabled_log {
    category = "kube-audit-admin"
  }

  enabled_log {
    category = "guard"
  }
}
