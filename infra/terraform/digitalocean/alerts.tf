locals {
  alerts = var.notification_address == null ? {} : merge(
    var.cluster.enabled ? {
      "v1/insights/droplet/cpu"                        = 90
      "v1/insights/droplet/memory_utilization_percent" = 90
      "v1/insights/droplet/disk_utilization_percent"   = 85
    } : {},
    var.database.enabled || var.cache.enabled ? {
      "v1/dbaas/alerts/cpu_alerts"                = 90
      "v1/dbaas/alerts/memory_utilization_alerts" = 90
      "v1/dbaas/alerts/disk_utilization_alerts"   = 85
    } : {},
  )
}

resource "digitalocean_monitor_alert" "main" {
  for_each = local.alerts

  type    = each.key
  compare = "GreaterThan"
  value   = each.value
  window  = "10m"
  enabled = true
  # Nodes come and go under the tag of their cluster; databases are named.
  tags = startswith(each.key, "v1/insights/droplet/") ? ["k8s:${digitalocean_kubernetes_cluster.main[0].id}"] : []
  entities = (
    startswith(each.key, "v1/dbaas/")
    ? concat(digitalocean_database_cluster.main[*].id, digitalocean_database_cluster.cache[*].id)
    : []
  )
  description = "${var.name_prefix}: ${each.key}"

  alerts {
    email = [var.notification_address]
  }
}
