locals {
  # TLS ends here where the cloud makes the certificate, else in the cluster.
  has_certificate = var.features.load_balancer && var.dns.enabled && var.certificate.enabled && var.certificate.issuer == null
  way_in = merge(
    { 80 = local.has_certificate ? "http" : "tcp" },
    var.certificate.enabled ? { 443 = local.has_certificate ? "https" : "tcp" } : {},
  )
}

resource "digitalocean_certificate" "main" {
  count = local.has_certificate ? 1 : 0

  # Another list of hosts is another certificate, which must not have the name of the old one.
  name    = "${var.name_prefix}-${substr(sha1(join(",", var.dns.hosts)), 0, 8)}"
  type    = "lets_encrypt"
  domains = var.dns.hosts

  # The cloud proves the hosts by records in the zone.
  depends_on = [digitalocean_domain.main]

  lifecycle {
    create_before_destroy = true
  }
}

# To the node ports of the ingress controller, see README.md.
resource "digitalocean_loadbalancer" "main" {
  count = var.features.load_balancer ? 1 : 0

  name                   = var.name_prefix
  region                 = var.region
  vpc_uuid               = digitalocean_vpc.main.id
  droplet_tag            = "k8s:${digitalocean_kubernetes_cluster.main[0].id}"
  redirect_http_to_https = local.has_certificate

  dynamic "forwarding_rule" {
    for_each = local.way_in
    content {
      entry_port       = tonumber(forwarding_rule.key)
      entry_protocol   = forwarding_rule.value
      target_port      = forwarding_rule.value == "tcp" && forwarding_rule.key == "443" ? 30443 : 30080
      target_protocol  = forwarding_rule.value == "tcp" ? "tcp" : "http"
      certificate_name = forwarding_rule.value == "https" ? digitalocean_certificate.main[0].name : null
    }
  }

  healthcheck {
    port     = 30080
    protocol = "tcp"
  }

  # What is not allowed is denied.
  dynamic "firewall" {
    for_each = length(var.allowed_cidrs) > 0 ? [var.allowed_cidrs] : []
    content {
      allow = [for cidr in firewall.value : "cidr:${cidr}"]
    }
  }
}
