# Valkey, which speaks the protocol of Redis 7.
resource "vultr_database" "cache" {
  count = var.cache.enabled ? 1 : 0

  label                   = "${var.name_prefix}-${var.cache.identifier}"
  tag                     = var.name_prefix
  region                  = var.region
  database_engine         = "valkey"
  database_engine_version = "8"
  plan                    = var.cache.node_type
  vpc_id                  = vultr_vpc.main.id
  trusted_ips             = [var.network.cidr]
  eviction_policy         = var.cache.maxmemory_policy
  maintenance_dow         = "sunday"
  maintenance_time        = "04:00"
}
