resource "linode_lke_cluster" "main" {
  count = var.cluster.enabled ? 1 : 0

  label       = local.label
  region      = var.region
  k8s_version = var.cluster.version
  tags        = local.tags

  control_plane {
    # A second control plane, where the data has a second server too.
    high_availability = var.database.multi_az

    dynamic "acl" {
      for_each = length(var.allowed_cidrs) > 0 ? [var.allowed_cidrs] : []
      content {
        enabled = true

        addresses {
          ipv4 = acl.value
        }
      }
    }
  }

  pool {
    type = var.cluster.node_type
    # The autoscaler begins with its least, and is left alone then.
    count = var.cluster.min_nodes == var.cluster.max_nodes ? var.cluster.min_nodes : null
    tags  = local.tags

    dynamic "autoscaler" {
      for_each = var.cluster.min_nodes == var.cluster.max_nodes ? [] : [var.cluster]
      content {
        min = autoscaler.value.min_nodes
        max = autoscaler.value.max_nodes
      }
    }
  }
}

# Nodes have public addresses: nothing of them answers but what the load balancer asks.
resource "linode_firewall" "node" {
  count = var.cluster.enabled ? 1 : 0

  label           = local.node_label
  inbound_policy  = "DROP"
  outbound_policy = "ACCEPT"
  linodes         = flatten([for pool in linode_lke_cluster.main[0].pool : [for node in pool.nodes : node.instance_id]])
  tags            = local.tags

  # The control plane and the nodes among each other (Linode, LKE firewall rules).
  inbound {
    label    = "private"
    action   = "ACCEPT"
    protocol = "TCP"
    ports    = "1-65535"
    ipv4     = ["192.168.128.0/17"]
  }

  inbound {
    label    = "private-udp"
    action   = "ACCEPT"
    protocol = "UDP"
    ports    = "1-65535"
    ipv4     = ["192.168.128.0/17"]
  }

  # Pods on different nodes talk in IP over IP.
  inbound {
    label    = "private-pods"
    action   = "ACCEPT"
    protocol = "IPENCAP"
    ipv4     = ["192.168.128.0/17"]
  }

  inbound {
    label    = "node-ports"
    action   = "ACCEPT"
    protocol = "TCP"
    ports    = "30000-32767"
    ipv4     = ["192.168.255.0/24"]
  }
}
