# The cloud makes the user, the password and the first database; it has no choice of storage beside the class.
resource "linode_database_postgresql_v2" "main" {
  count = var.database.enabled ? 1 : 0

  label        = local.database_label
  engine_id    = "postgresql/${split(".", coalesce(var.database.version, "15"))[0]}"
  region       = var.region
  type         = var.database.instance_class
  cluster_size = var.database.multi_az ? 3 : 1
  allow_list   = var.cluster.enabled ? [for address in local.node_addresses : "${address}/32"] : []

  updates = {
    day_of_week = 7
    duration    = 4
    frequency   = "weekly"
    hour_of_day = 4
  }
}

data "linode_instances" "node" {
  count = var.cluster.enabled ? 1 : 0

  filter {
    name   = "id"
    values = flatten([for pool in linode_lke_cluster.main[0].pool : [for node in pool.nodes : tostring(node.instance_id)]])
  }
}

locals {
  node_addresses = flatten([for found in data.linode_instances.node : [for node in found.instances : node.ip_address]])
}
