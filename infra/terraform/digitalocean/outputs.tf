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
    for database in digitalocean_database_cluster.main : {
      identifier   = var.database.identifier
      host         = database.private_host
      port         = database.port
      name         = var.database.name
      user         = var.database.user
      tls          = true
      secret       = var.database.password_secret
      vault_secret = null
    }
  ])
}

output "cache" {
  description = "Where the cache is, and the secret with its password."
  value = one([
    for cache in digitalocean_database_cluster.cache : {
      identifier   = var.cache.identifier
      host         = cache.private_host
      port         = cache.port
      tls          = true
      secret       = var.cache.password_secret
      vault_secret = null
    }
  ])
}

output "cluster" {
  description = "The Kubernetes cluster."
  value = one([
    for cluster in digitalocean_kubernetes_cluster.main : {
      name     = cluster.name
      endpoint = cluster.endpoint
      # The certificate of an authority is no secret, although the provider hides all of kube_config.
      ca_certificate = nonsensitive(try(cluster.kube_config[0].cluster_ca_certificate, null))
      version        = cluster.version
      namespace      = var.cluster.namespace
    }
  ])
}

output "dns_name_servers" {
  description = "Name servers of the zone, for the registrar of the domain."
  value       = var.dns.enabled ? ["ns1.digitalocean.com", "ns2.digitalocean.com", "ns3.digitalocean.com"] : []
}

output "container_names" {
  description = "Pods have names of their own."
  value       = {}
}

locals {
  passwords = concat(
    [for made in digitalocean_database_user.main : { secret = var.database.password_secret, value = made.password }],
    [for made in digitalocean_database_cluster.cache : { secret = var.cache.password_secret, value = made.password }],
  )
}

output "secret_values" {
  description = "Value by secret and key, of what has no vault."
  # Database and cache may share a secret, with a key each.
  value = {
    for name in distinct(local.passwords[*].secret.name) : name => {
      for password in local.passwords : password.secret.key => password.value if password.secret.name == name
    }
  }
  sensitive = true
}
