resource "digitalocean_database_cluster" "main" {
  count = var.database.enabled ? 1 : 0

  name                 = trimsuffix(substr("${var.name_prefix}-${var.database.identifier}", 0, 63), "-")
  engine               = "pg"
  version              = split(".", coalesce(var.database.version, "15"))[0]
  size                 = var.database.instance_class
  region               = var.region
  node_count           = var.database.multi_az ? 2 : 1
  private_network_uuid = digitalocean_vpc.main.id
  storage_size_mib     = tostring(var.database.storage_gib * 1024)
  tags                 = local.tags

  storage_autoscale {
    enabled           = var.database.max_storage_gib > var.database.storage_gib
    threshold_percent = 80
    increment_gib     = 10
  }

  maintenance_window {
    day  = "sunday"
    hour = "04:00"
  }

  lifecycle {
    # It grows by itself, and never shrinks.
    ignore_changes = [storage_size_mib]
  }
}

# The cloud backs up every day and keeps the backups for a week: only the time is ours.
resource "digitalocean_database_postgresql_config" "main" {
  count = var.database.enabled && local.backup_time != null ? 1 : 0

  cluster_id    = digitalocean_database_cluster.main[0].id
  backup_hour   = local.backup_time.hour
  backup_minute = local.backup_time.minute
}

resource "digitalocean_database_db" "main" {
  count = var.database.enabled ? 1 : 0

  cluster_id = digitalocean_database_cluster.main[0].id
  name       = var.database.name
}

# The cloud makes the password.
resource "digitalocean_database_user" "main" {
  count = var.database.enabled ? 1 : 0

  cluster_id = digitalocean_database_cluster.main[0].id
  name       = var.database.user
}

resource "digitalocean_database_firewall" "main" {
  count = var.database.enabled ? 1 : 0

  cluster_id = digitalocean_database_cluster.main[0].id

  dynamic "rule" {
    for_each = local.callers
    content {
      type  = rule.value.type
      value = rule.value.value
    }
  }
}

locals {
  # Null where the schedule names no single time of the day.
  backup_time = try({ minute = tonumber(split(" ", var.backup.schedule)[0]), hour = tonumber(split(" ", var.backup.schedule)[1]) }, null)

  # Without a cluster, whatever is in the network.
  callers = (
    var.cluster.enabled
    ? [for cluster in digitalocean_kubernetes_cluster.main : { type = "k8s", value = cluster.id }]
    : [{ type = "ip_addr", value = var.network.cidr }]
  )
}
