resource "random_password" "database" {
  count = var.database.enabled ? 1 : 0

  length  = 43
  special = false
}

resource "google_sql_database_instance" "main" {
  count = var.database.enabled ? 1 : 0

  name                = "${var.name_prefix}-${var.database.identifier}"
  region              = var.region
  database_version    = "POSTGRES_${split(".", coalesce(var.database.version, "15"))[0]}"
  deletion_protection = var.database.deletion_protection

  settings {
    edition                     = "ENTERPRISE"
    tier                        = var.database.instance_class
    availability_type           = var.database.multi_az ? "REGIONAL" : "ZONAL"
    disk_type                   = "PD_SSD"
    disk_size                   = max(10, var.database.storage_gib)
    disk_autoresize             = var.database.max_storage_gib > var.database.storage_gib
    disk_autoresize_limit       = max(10, var.database.max_storage_gib)
    deletion_protection_enabled = var.database.deletion_protection
    user_labels                 = local.labels

    ip_configuration {
      ipv4_enabled    = false
      private_network = google_compute_network.main.id
      ssl_mode        = "ENCRYPTED_ONLY"
    }

    backup_configuration {
      enabled                        = var.database.backup_retention_days > 0
      point_in_time_recovery_enabled = var.database.backup_retention_days > 0
      transaction_log_retention_days = var.database.backup_retention_days > 0 ? min(7, var.database.backup_retention_days) : null
      start_time                     = local.backup_start

      dynamic "backup_retention_settings" {
        for_each = var.database.backup_retention_days > 0 ? [var.database.backup_retention_days] : []
        content {
          retained_backups = backup_retention_settings.value
          retention_unit   = "COUNT"
        }
      }
    }

    maintenance_window {
      day  = 7
      hour = 4
    }

    insights_config {
      query_insights_enabled = true
    }
  }

  depends_on = [google_service_networking_connection.services]
}

locals {
  # Once a day; of the schedule only the time counts.
  backup_time  = var.backup.enabled ? regexall("^([0-9]+) ([0-9]+) ", var.backup.schedule) : []
  backup_start = length(local.backup_time) == 1 ? format("%02d:%02d", tonumber(local.backup_time[0][1]), tonumber(local.backup_time[0][0])) : "02:00"
}

resource "google_sql_database" "main" {
  count = var.database.enabled ? 1 : 0

  name     = var.database.name
  instance = google_sql_database_instance.main[0].name
}

resource "google_sql_user" "main" {
  count = var.database.enabled ? 1 : 0

  name                = var.database.user
  instance            = google_sql_database_instance.main[0].name
  password_wo         = random_password.database[0].result
  password_wo_version = 1
}
