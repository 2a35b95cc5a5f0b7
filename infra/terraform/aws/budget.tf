# What carries the tag of this environment: it has to be switched on as a cost allocation tag of the account.
resource "aws_budgets_budget" "main" {
  count = var.monthly_budget == null ? 0 : 1

  name         = var.name_prefix
  budget_type  = "COST"
  limit_amount = tostring(var.monthly_budget)
  limit_unit   = "USD"
  time_unit    = "MONTHLY"

  cost_filter {
    name   = "TagKeyValue"
    values = ["user:environment$${var.environment}"]
  }

  dynamic "notification" {
    for_each = { 80 = "FORECASTED", 100 = "ACTUAL" }
    content {
      threshold                  = tonumber(notification.key)
      threshold_type             = "PERCENTAGE"
      comparison_operator        = "GREATER_THAN"
      notification_type          = notification.value
      subscriber_email_addresses = [var.notification_address]
    }
  }
}
