data "digitalocean_kubernetes_versions" "main" {
  count = var.cluster.enabled ? 1 : 0

  version_prefix = "${var.cluster.version}."
}

resource "digitalocean_kubernetes_cluster" "main" {
  count = var.cluster.enabled ? 1 : 0

  name          = var.name_prefix
  region        = var.region
  version       = data.digitalocean_kubernetes_versions.main[0].latest_version
  vpc_uuid      = digitalocean_vpc.main.id
  auto_upgrade  = true
  surge_upgrade = true
  # A second control plane, where the data has a second server too.
  ha   = var.database.multi_az
  tags = local.tags

  node_pool {
    name       = "main"
    size       = var.cluster.node_type
    node_count = var.cluster.min_nodes == var.cluster.max_nodes ? var.cluster.min_nodes : null
    auto_scale = var.cluster.min_nodes != var.cluster.max_nodes
    min_nodes  = var.cluster.min_nodes == var.cluster.max_nodes ? null : var.cluster.min_nodes
    max_nodes  = var.cluster.min_nodes == var.cluster.max_nodes ? null : var.cluster.max_nodes
    tags       = local.tags
  }

  maintenance_policy {
    day        = "sunday"
    start_time = "04:00"
  }

  dynamic "control_plane_firewall" {
    for_each = length(var.allowed_cidrs) > 0 ? [var.allowed_cidrs] : []
    content {
      enabled           = true
      allowed_addresses = control_plane_firewall.value
    }
  }

  lifecycle {
    # An unknown version would reach the cloud as an empty one.
    precondition {
      condition     = length(data.digitalocean_kubernetes_versions.main[0].valid_versions) > 0
      error_message = "DigitalOcean has no Kubernetes ${var.cluster.version}, or has it no more."
    }
  }
}
