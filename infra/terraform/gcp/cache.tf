locals {
  # Memory in GiB by the last word of the node type, whose first is the tier.
  cache_sizes = { MICRO = 1, SMALL = 2, MEDIUM = 5, LARGE = 16, XLARGE = 64 }
  cache_words = split("_", coalesce(var.cache.node_type, "STANDARD_SMALL"))
  cache_size  = [for word in local.cache_words : word if contains(concat(["BASIC", "STANDARD"], keys(local.cache_sizes)), word)]
  cache_tier  = var.cache.node_count > 1 || local.cache_words[0] == "STANDARD" ? "STANDARD_HA" : "BASIC"
}

resource "google_redis_instance" "main" {
  count = var.cache.enabled ? 1 : 0

  name                    = "${var.name_prefix}-${var.cache.identifier}"
  region                  = var.region
  tier                    = local.cache_tier
  memory_size_gb          = max(local.cache_tier == "STANDARD_HA" && var.cache.node_count > 2 ? 5 : 1, lookup(local.cache_sizes, local.cache_words[length(local.cache_words) - 1], 2))
  replica_count           = local.cache_tier == "STANDARD_HA" ? max(1, var.cache.node_count - 1) : null
  read_replicas_mode      = local.cache_tier == "STANDARD_HA" && var.cache.node_count > 2 ? "READ_REPLICAS_ENABLED" : null
  redis_version           = "REDIS_7_2"
  authorized_network      = google_compute_network.main.id
  connect_mode            = "PRIVATE_SERVICE_ACCESS"
  auth_enabled            = true
  transit_encryption_mode = "SERVER_AUTHENTICATION"
  deletion_protection     = var.database.deletion_protection
  labels                  = local.labels
  redis_configs           = { "maxmemory-policy" = var.cache.maxmemory_policy }

  persistence_config {
    persistence_mode    = var.cache.persistence ? "RDB" : "DISABLED"
    rdb_snapshot_period = var.cache.persistence ? "ONE_HOUR" : null
  }

  depends_on = [google_service_networking_connection.services]
}
