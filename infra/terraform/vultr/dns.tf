# The load balancer is made by the cluster, which brings the records as well (external-dns), see README.md.
resource "vultr_dns_domain" "main" {
  count = var.dns.enabled ? 1 : 0

  domain  = var.dns.domain
  dns_sec = "disabled"
}
