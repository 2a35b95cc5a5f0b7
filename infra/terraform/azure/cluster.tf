resource "azurerm_user_assigned_identity" "cluster" {
  count = var.cluster.enabled ? 1 : 0

  name                = "${var.name_prefix}-cluster"
  location            = azurerm_resource_group.main.location
  resource_group_name = azurerm_resource_group.main.name
  tags                = var.tags
}

# The least that a cluster needs of its network.
resource "azurerm_role_assignment" "cluster" {
  for_each = var.cluster.enabled ? merge(
    { private = azurerm_subnet.private.id },
    { for address in azurerm_public_ip.edge : "edge" => address.id },
  ) : {}

  scope                = each.value
  role_definition_name = "Network Contributor"
  principal_id         = azurerm_user_assigned_identity.cluster[0].principal_id
}

resource "azurerm_kubernetes_cluster" "main" {
  count = var.cluster.enabled ? 1 : 0

  name                      = var.name_prefix
  location                  = azurerm_resource_group.main.location
  resource_group_name       = azurerm_resource_group.main.name
  dns_prefix                = var.name_prefix
  kubernetes_version        = var.cluster.version
  sku_tier                  = var.database.multi_az ? "Standard" : "Free"
  automatic_upgrade_channel = "patch"
  node_os_upgrade_channel   = "NodeImage"
  # Service accounts take identities of their own by the tokens of the cluster.
  oidc_issuer_enabled       = true
  workload_identity_enabled = true
  local_account_disabled    = false
  tags                      = var.tags

  identity {
    type         = "UserAssigned"
    identity_ids = azurerm_user_assigned_identity.cluster[*].id
  }

  default_node_pool {
    name                        = "main"
    vm_size                     = var.cluster.node_type
    vnet_subnet_id              = azurerm_subnet.private.id
    zones                       = length(var.availability_zones) > 0 ? var.availability_zones : null
    auto_scaling_enabled        = var.cluster.min_nodes != var.cluster.max_nodes
    node_count                  = var.cluster.min_nodes
    min_count                   = var.cluster.min_nodes == var.cluster.max_nodes ? null : var.cluster.min_nodes
    max_count                   = var.cluster.min_nodes == var.cluster.max_nodes ? null : var.cluster.max_nodes
    temporary_name_for_rotation = "rotation"
    tags                        = var.tags

    upgrade_settings {
      max_surge = "1"
    }
  }

  node_provisioning_profile {
    mode = "Manual"
  }

  network_profile {
    network_plugin      = "azure"
    network_plugin_mode = "overlay"
    # It enforces NetworkPolicy.
    network_data_plane = "cilium"
    network_policy     = "cilium"
    load_balancer_sku  = "standard"
    outbound_type      = "userAssignedNATGateway"
  }

  dynamic "api_server_access_profile" {
    for_each = length(var.allowed_cidrs) > 0 ? [var.allowed_cidrs] : []
    content {
      authorized_ip_ranges = concat(api_server_access_profile.value, ["${azurerm_public_ip.nat.ip_address}/32"])
    }
  }

  oms_agent {
    log_analytics_workspace_id      = azurerm_log_analytics_workspace.main[0].id
    msi_auth_for_monitoring_enabled = true
  }

  lifecycle {
    # The autoscaler changes the one, the upgrade channel the other.
    ignore_changes = [default_node_pool[0].node_count, kubernetes_version]
  }

  depends_on = [azurerm_role_assignment.cluster, azurerm_subnet_nat_gateway_association.private]
}
