resource "digitalocean_domain" "main" {
  count = var.dns.enabled ? 1 : 0

  name = var.dns.domain
}

resource "digitalocean_record" "host" {
  for_each = var.dns.enabled && var.features.load_balancer ? toset(var.dns.hosts) : toset([])

  domain = digitalocean_domain.main[0].name
  type   = "A"
  name   = each.value == var.dns.domain ? "@" : trimsuffix(each.value, ".${var.dns.domain}")
  value  = digitalocean_loadbalancer.main[0].ip
  ttl    = 300
}
