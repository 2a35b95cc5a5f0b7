resource "azurerm_consumption_budget_resource_group" "main" {
  count = var.monthly_budget == null ? 0 : 1

  name              = var.name_prefix
  resource_group_id = azurerm_resource_group.main.id
  amount            = var.monthly_budget
  time_grain        = "Monthly"

  time_period {
    start_date = formatdate("YYYY-MM-01'T'00:00:00Z", plantimestamp())
  }

  dynamic "notification" {
    for_each = { 80 = "Forecasted", 100 = "Actual" }
    content {
      threshold      = tonumber(notification.key)
      threshold_type = notification.value
      operator       = "GreaterThan"
      contact_emails = [var.notification_address]
    }
  }

  lifecycle {
    # It starts with the month in which it is made, whatever month a later plan is of.
    ignore_changes = [time_period]
  }
}
