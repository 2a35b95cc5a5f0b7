resource "azurerm_monitor_action_group" "main" {
  count = var.notification_address == null ? 0 : 1

  name                = var.name_prefix
  resource_group_name = azurerm_resource_group.main.name
  # 12 characters at most.
  short_name = trimsuffix(substr(var.environment, 0, 12), "-")
  tags       = var.tags

  email_receiver {
    name                    = "operations"
    email_address           = var.notification_address
    use_common_alert_schema = true
  }
}

resource "azurerm_monitor_metric_alert" "database" {
  for_each = var.notification_address != null && var.database.enabled ? { storage_percent = 90, cpu_percent = 80 } : {}

  name                = "${var.name_prefix}-database-${replace(each.key, "_", "-")}"
  resource_group_name = azurerm_resource_group.main.name
  scopes              = azurerm_postgresql_flexible_server.main[*].id
  severity            = 2
  frequency           = "PT5M"
  window_size         = "PT15M"
  tags                = var.tags

  criteria {
    metric_namespace = "Microsoft.DBforPostgreSQL/flexibleServers"
    metric_name      = each.key
    aggregation      = "Average"
    operator         = "GreaterThan"
    threshold        = each.value
  }

  action {
    action_group_id = azurerm_monitor_action_group.main[0].id
  }
}
