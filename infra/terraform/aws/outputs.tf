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
    for database in aws_db_instance.main : {
      identifier   = var.database.identifier
      host         = database.address
      port         = database.port
      name         = var.database.name
      user         = var.database.user
      tls          = true
      secret       = var.database.password_secret
      vault_secret = try(database.master_user_secret[0].secret_arn, null)
    }
  ])
}

output "cache" {
  description = "Where the cache is, and the secret with its password."
  value = one([
    for cache in aws_elasticache_replication_group.main : {
      identifier   = var.cache.identifier
      host         = cache.primary_endpoint_address
      port         = cache.port
      tls          = true
      secret       = var.cache.password_secret
      vault_secret = aws_secretsmanager_secret.cache[0].arn
    }
  ])
}

output "cluster" {
  description = "The Kubernetes cluster."
  value = one([
    for cluster in aws_eks_cluster.main : {
      name           = cluster.name
      endpoint       = cluster.endpoint
      ca_certificate = cluster.certificate_authority[0].data
      version        = cluster.version
      namespace      = var.cluster.namespace
    }
  ])
}

output "dns_name_servers" {
  description = "Name servers of the zone, for the registrar of the domain."
  value       = flatten(aws_route53_zone.main[*].name_servers)
}

output "container_names" {
  description = "Pods have names of their own."
  value       = {}
}

output "secret_values" {
  description = "None: Secrets Manager hands them out."
  value       = {}
  sensitive   = true
}
