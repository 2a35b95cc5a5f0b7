# To the node ports of the ingress controller, see README.md; TLS ends in the cluster.
resource "digitalocean_loadbalancer" "main" {
  count = var.features.load_balancer ? 1 : 0

  name        = var.name_prefix
  region      = var.region
  vpc_uuid    = digitalocean_vpc.main.id
  droplet_tag = "k8s:${digitalocean_kubernetes_cluster.main[0].id}"

  forwarding_rule {
    entry_port      = 80
    entry_protocol  = "tcp"
    target_port     = 30080
    target_protocol = "tcp"
  }

  dynamic "forwarding_rule" {
    for_each = var.certificate.enabled ? [443] : []
    content {
      entry_port      = forwarding_rule.value
      entry_protocol  = "tcp"
      target_port     = 30443
      target_protocol = "tcp"
    }
  }

  healthcheck {
    port     = 30080
    protocol = "tcp"
  }

  dynamic "firewall" {
    for_each = length(var.allowed_cidrs) > 0 ? [var.allowed_cidrs] : []
    content {
      allow = [for cidr in firewall.value : "cidr:${cidr}"]
      deny  = ["cidr:0.0.0.0/0"]
    }
  }
}
