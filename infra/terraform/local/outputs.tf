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
    for name, container in var.containers : name => "http://localhost:${container.host_port}"
    if container.host_port != null
  }
}

output "database_info" {
  description = "Where the database is, and the secret with its password."
  value = var.database.enabled ? {
    identifier = var.database.identifier
    host       = var.database.identifier
    port       = var.database.port
    name       = var.database.name
    user       = var.database.user
    tls        = false
    secret     = var.database.password_secret
  } : null
}

output "cache" {
  description = "Where the cache is, and the secret with its password."
  value = var.cache.enabled ? {
    identifier = var.cache.identifier
    host       = var.cache.identifier
    port       = var.cache.port
    tls        = false
    secret     = var.cache.password_secret
  } : null
}

output "cluster" {
  description = "An engine is no cluster."
  value       = null
}

output "dns_name_servers" {
  description = "No zone is made."
  value       = []
}

output "container_names" {
  description = "Containers by service."
  value       = { for name, container in merge(module.backing, module.service) : name => container.name }
}

output "secret_values" {
  description = "Value by secret and key."
  value       = local.secret_values
  sensitive   = true
}
