locals {
  # `allkeys-lru` is AllKeysLRU there.
  eviction_policies = {
    noeviction   = "NoEviction"
    allkeys-lru  = "AllKeysLRU"
    allkeys-lfu  = "AllKeysLFU"
    volatile-lru = "VolatileLRU"
    volatile-lfu = "VolatileLFU"
    volatile-ttl = "VolatileTTL"
  }
}

resource "azurerm_managed_redis" "main" {
  count = var.cache.enabled ? 1 : 0

  name                      = "${var.name_prefix}-${var.cache.identifier}"
  location                  = azurerm_resource_group.main.location
  resource_group_name       = azurerm_resource_group.main.name
  sku_name                  = var.cache.node_type
  high_availability_enabled = var.cache.node_count > 1
  public_network_access     = "Disabled"
  tags                      = var.tags

  default_database {
    client_protocol                             = "Encrypted"
    access_keys_authentication_enabled          = true
    clustering_policy                           = "EnterpriseCluster"
    eviction_policy                             = local.eviction_policies[var.cache.maxmemory_policy]
    persistence_redis_database_backup_frequency = var.cache.persistence ? "1h" : null
  }
}

resource "azurerm_private_dns_zone" "cache" {
  count = var.cache.enabled ? 1 : 0

  name                = "privatelink.redis.azure.net"
  resource_group_name = azurerm_resource_group.main.name
  tags                = var.tags
}

resource "azurerm_private_dns_zone_virtual_network_link" "cache" {
  count = var.cache.enabled ? 1 : 0

  name                = "${var.name_prefix}-cache"
  private_dns_zone_id = azurerm_private_dns_zone.cache[0].id
  virtual_network_id  = azurerm_virtual_network.main.id
  tags                = var.tags
}

resource "azurerm_private_endpoint" "cache" {
  count = var.cache.enabled ? 1 : 0

  name                = "${var.name_prefix}-cache"
  location            = azurerm_resource_group.main.location
  resource_group_name = azurerm_resource_group.main.name
  subnet_id           = azurerm_subnet.endpoints[0].id
  tags                = var.tags

  private_service_connection {
    name                           = "cache"
    private_connection_resource_id = azurerm_managed_redis.main[0].id
    subresource_names              = ["redisEnterprise"]
    is_manual_connection           = false
  }

  private_dns_zone_group {
    name                 = "cache"
    private_dns_zone_ids = azurerm_private_dns_zone.cache[*].id
  }
}
