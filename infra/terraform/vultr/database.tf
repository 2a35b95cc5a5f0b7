resource "vultr_database" "main" {
  count = var.database.enabled ? 1 : 0

  label                   = "${var.name_prefix}-${var.database.identifier}"
  tag                     = var.name_prefix
  region                  = var.region
  database_engine         = "pg"
  database_engine_version = split(".", coalesce(var.database.version, "15"))[0]
  plan                    = var.database.instance_class
  plan_disk               = var.database.storage_gib
  vpc_id                  = vultr_vpc.main.id
  trusted_ips             = [var.network.cidr]
  maintenance_dow         = "sunday"
  maintenance_time        = "04:00"
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
