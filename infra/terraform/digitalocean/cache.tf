# Valkey, which speaks the protocol of Redis 7: the cloud has Redis no more.
resource "digitalocean_database_cluster" "cache" {
  count = var.cache.enabled ? 1 : 0

  name                 = trimsuffix(substr("${var.name_prefix}-${var.cache.identifier}", 0, 63), "-")
  engine               = "valkey"
  version              = "8"
  size                 = var.cache.node_type
  region               = var.region
  node_count           = min(3, var.cache.node_count)
  private_network_uuid = digitalocean_vpc.main.id
  tags                 = local.tags
}

resource "digitalocean_database_valkey_config" "main" {
  count = var.cache.enabled ? 1 : 0

  cluster_id              = digitalocean_database_cluster.cache[0].id
  valkey_maxmemory_policy = var.cache.maxmemory_policy
  persistence             = var.cache.persistence ? "rdb" : "off"
  ssl                     = true
}

resource "digitalocean_database_firewall" "cache" {
  count = var.cache.enabled ? 1 : 0

  cluster_id = digitalocean_database_cluster.cache[0].id

  dynamic "rule" {
    for_each = local.callers
    content {
      type  = rule.value.type
      value = rule.value.value
    }
  }
}
