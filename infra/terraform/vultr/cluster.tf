resource "vultr_kubernetes" "main" {
  count = var.cluster.enabled ? 1 : 0

  label   = var.name_prefix
  region  = var.region
  version = "v${var.cluster.version}.0+1"
  vpc_id  = vultr_vpc.main.id
  # A second control plane, where the data has a second server too.
  ha_controlplanes = var.database.multi_az
  enable_firewall  = true

  node_pools {
    label         = "main"
    plan          = var.cluster.node_type
    node_quantity = var.cluster.min_nodes
    auto_scaler   = var.cluster.min_nodes != var.cluster.max_nodes
    min_nodes     = var.cluster.min_nodes
    max_nodes     = var.cluster.max_nodes
  }

  lifecycle {
    # The autoscaler changes the one, an upgrade the other.
    ignore_changes = [node_pools[0].node_quantity, version]
  }
}
