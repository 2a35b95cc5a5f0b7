resource "google_monitoring_notification_channel" "email" {
  count = var.notification_address == null ? 0 : 1

  display_name = var.name_prefix
  type         = "email"
  labels       = { email_address = var.notification_address }
}

locals {
  alarms = var.notification_address == null || !var.database.enabled ? {} : {
    storage = { metric = "cloudsql.googleapis.com/database/disk/utilization", above = 0.9 }
    cpu     = { metric = "cloudsql.googleapis.com/database/cpu/utilization", above = 0.8 }
  }
}

resource "google_monitoring_alert_policy" "database" {
  for_each = local.alarms

  display_name          = "${var.name_prefix} database ${each.key}"
  combiner              = "OR"
  notification_channels = google_monitoring_notification_channel.email[*].id

  conditions {
    display_name = "${each.key} above ${each.value.above}"

    condition_threshold {
      filter          = "resource.type = \"cloudsql_database\" AND metric.type = \"${each.value.metric}\" AND resource.labels.database_id = \"${local.project}:${google_sql_database_instance.main[0].name}\""
      comparison      = "COMPARISON_GT"
      threshold_value = each.value.above
      duration        = "600s"

      aggregations {
        alignment_period   = "300s"
        per_series_aligner = "ALIGN_MEAN"
      }
    }
  }
}
