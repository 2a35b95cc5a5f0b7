locals {
  # Null where the schedule names no single time of the day.
  backup_time = try({ minute = tonumber(split(" ", var.backup.schedule)[0]), hour = tonumber(split(" ", var.backup.schedule)[1]) }, null)
}

# The plan gives storage and standby nodes.
resource "vultr_database" "main" {
  count = var.database.enabled ? 1 : 0

  label                   = "${var.name_prefix}-${var.database.identifier}"
  tag                     = var.name_prefix
  region                  = var.region
  database_engine         = "pg"
  database_engine_version = split(".", coalesce(var.database.version, "15"))[0]
  plan                    = var.database.instance_class
  vpc_id                  = vultr_vpc.main.id
  trusted_ips             = [var.network.cidr]
  maintenance_dow         = "sunday"
  maintenance_time        = "04:00"
  backup_hour             = try(tostring(local.backup_time.hour), null)
  backup_minute           = try(tostring(local.backup_time.minute), null)
}

resource "vultr_database_db" "main" {
  count = var.database.enabled ? 1 : 0

  database_id = vultr_database.main[0].id
  name        = var.database.name
}

resource "random_password" "database" {
  count = var.database.enabled ? 1 : 0

  length  = 43
  special = false
}

resource "vultr_database_user" "main" {
  count = var.database.enabled ? 1 : 0

  database_id = vultr_database.main[0].id
  username    = var.database.user
  password    = random_password.database[0].result
}
