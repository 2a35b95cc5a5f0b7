resource "azurerm_private_dns_zone" "database" {
  count = var.database.enabled ? 1 : 0

  name                = "${var.name_prefix}.private.postgres.database.azure.com"
  resource_group_name = azurerm_resource_group.main.name
  tags                = var.tags
}

resource "azurerm_private_dns_zone_virtual_network_link" "database" {
  count = var.database.enabled ? 1 : 0

  name                = var.name_prefix
  private_dns_zone_id = azurerm_private_dns_zone.database[0].id
  virtual_network_id  = azurerm_virtual_network.main.id
  tags                = var.tags
}

resource "random_password" "database" {
  count = var.database.enabled ? 1 : 0

  length  = 43
  special = false
}

locals {
  # Steps in which storage is sold, in GiB; the next larger one is taken.
  storage_steps = [32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384]
  storage_gib   = [for step in local.storage_steps : step if step >= var.database.storage_gib][0]
}

# Data at rest is always encrypted in this cloud.
resource "azurerm_postgresql_flexible_server" "main" {
  count = var.database.enabled ? 1 : 0

  name                              = "${var.name_prefix}-${var.database.identifier}"
  location                          = azurerm_resource_group.main.location
  resource_group_name               = azurerm_resource_group.main.name
  version                           = split(".", coalesce(var.database.version, "15"))[0]
  sku_name                          = var.database.instance_class
  storage_mb                        = local.storage_gib * 1024
  auto_grow_enabled                 = var.database.max_storage_gib > var.database.storage_gib
  backup_retention_days             = max(7, var.database.backup_retention_days)
  administrator_login               = var.database.user
  administrator_password_wo         = random_password.database[0].result
  administrator_password_wo_version = 1
  delegated_subnet_id               = azurerm_subnet.database.id
  private_dns_zone_id               = azurerm_private_dns_zone.database[0].id
  public_network_access_enabled     = false
  tags                              = var.tags

  dynamic "high_availability" {
    for_each = var.database.multi_az ? ["ZoneRedundant"] : []
    content {
      mode = high_availability.value
    }
  }

  maintenance_window {
    day_of_week = 0
    start_hour  = 4
  }

  lifecycle {
    # The cloud chooses the zone, and changes it with a failover.
    ignore_changes = [zone, high_availability[0].standby_availability_zone]
  }

  depends_on = [azurerm_private_dns_zone_virtual_network_link.database]
}

resource "azurerm_postgresql_flexible_server_database" "main" {
  count = var.database.enabled ? 1 : 0

  name      = var.database.name
  server_id = azurerm_postgresql_flexible_server.main[0].id
  charset   = "UTF8"
  collation = "en_US.utf8"
}

resource "azurerm_postgresql_flexible_server_configuration" "tls" {
  count = var.database.enabled ? 1 : 0

  name      = "require_secure_transport"
  server_id = azurerm_postgresql_flexible_server.main[0].id
  value     = "on"
}
