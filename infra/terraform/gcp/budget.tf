resource "google_billing_budget" "main" {
  count = var.monthly_budget == null ? 0 : 1

  billing_account = data.google_project.here.billing_account
  display_name    = var.name_prefix

  budget_filter {
    projects = ["projects/${data.google_project.here.number}"]
    labels   = { environment = lower(var.environment) }
  }

  amount {
    specified_amount {
      units = tostring(var.monthly_budget)
    }
  }

  threshold_rules {
    threshold_percent = 0.8
    spend_basis       = "FORECASTED_SPEND"
  }

  threshold_rules {
    threshold_percent = 1
  }

  all_updates_rule {
    monitoring_notification_channels = google_monitoring_notification_channel.email[*].id
    disable_default_iam_recipients   = true
  }
}
