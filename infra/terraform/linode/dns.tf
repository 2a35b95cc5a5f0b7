# The load balancer is made by the cluster, which brings the records as well (external-dns), see README.md.
resource "linode_domain" "main" {
  count = var.dns.enabled ? 1 : 0

  domain    = var.dns.domain
  type      = "master"
  soa_email = coalesce(var.notification_address, "hostmaster@${var.dns.domain}")
  tags      = local.tags
}
