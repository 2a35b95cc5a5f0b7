resource "google_dns_managed_zone" "main" {
  count = var.dns.enabled ? 1 : 0

  name     = var.name_prefix
  dns_name = "${var.dns.domain}."
  labels   = local.labels

  dnssec_config {
    state = "on"
  }
}

resource "google_dns_record_set" "host" {
  for_each = var.dns.enabled && var.features.load_balancer ? toset(var.dns.hosts) : toset([])

  managed_zone = google_dns_managed_zone.main[0].name
  name         = "${each.value}."
  type         = "A"
  ttl          = 300
  rrdatas      = google_compute_global_address.edge[*].address
}
