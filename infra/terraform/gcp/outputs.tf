output "environment_info" {
  description = "What this is the infrastructure of."
  value = {
    application = var.application
    environment = var.environment
    provider    = var.cloud_provider
    region      = var.region
    name_prefix = var.name_prefix
  }
}

output "service_endpoints" {
  description = "URL by service, of those that are reached from outside."
  value = {
    for name, service in var.services : name =>
    "${var.certificate.enabled ? "https" : "http"}://${service.host}${coalesce(service.path, "/") == "/" ? "" : service.path}"
    if service.host != null
  }
}

output "database_info" {
  description = "Where the database is, and the secret with its password."
  value = one([
    for database in google_sql_database_instance.main : {
      identifier   = var.database.identifier
      host         = database.private_ip_address
      port         = 5432
      name         = var.database.name
      user         = var.database.user
      tls          = true
      secret       = var.database.password_secret
      vault_secret = google_secret_manager_secret.main["database"].id
    }
  ])
}

output "cache" {
  description = "Where the cache is, and the secret with its password."
  value = one([
    for cache in google_redis_instance.main : {
      identifier   = var.cache.identifier
      host         = cache.host
      port         = cache.port
      tls          = true
      secret       = var.cache.password_secret
      vault_secret = google_secret_manager_secret.main["cache"].id
    }
  ])
}

output "cluster" {
  description = "The Kubernetes cluster."
  value = one([
    for cluster in google_container_cluster.main : {
      name           = cluster.name
      endpoint       = "https://${cluster.endpoint}"
      ca_certificate = try(cluster.master_auth[0].cluster_ca_certificate, null)
      version        = cluster.master_version
      namespace      = var.cluster.namespace
    }
  ])
}

output "dns_name_servers" {
  description = "Name servers of the zone, for the registrar of the domain."
  value       = flatten(google_dns_managed_zone.main[*].name_servers)
}

output "container_names" {
  description = "Pods have names of their own."
  value       = {}
}

output "secret_values" {
  description = "Value by secret and key, of what has no vault."
  value       = {}
  sensitive   = true
}
