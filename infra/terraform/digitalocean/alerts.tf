resource "digitalocean_monitor_alert" "node" {
  for_each = var.notification_address != null && var.cluster.enabled ? {
    "v1/insights/droplet/cpu"                        = 90
    "v1/insights/droplet/memory_utilization_percent" = 90
    "v1/insights/droplet/disk_utilization_percent"   = 85
  } : {}

  type        = each.key
  compare     = "GreaterThan"
  value       = each.value
  window      = "10m"
  enabled     = true
  tags        = ["k8s:${digitalocean_kubernetes_cluster.main[0].id}"]
  description = "${var.name_prefix}: ${each.key}"

  alerts {
    email = [var.notification_address]
  }
}
