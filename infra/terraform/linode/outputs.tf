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
    for database in linode_database_postgresql_v2.main : {
      identifier = var.database.identifier
      host       = database.host_primary
      port       = database.port
      name       = "defaultdb"
      # A name is no secret, although the provider hides it.
      user         = nonsensitive(database.root_username)
      tls          = true
      secret       = var.database.password_secret
      vault_secret = null
    }
  ])
}

output "cache" {
  description = "Where the cache is, and the secret with its password."
  value       = null
}

output "cluster" {
  description = "The Kubernetes cluster."
  value = one([
    for cluster in linode_lke_cluster.main : {
      name     = cluster.label
      endpoint = try(cluster.api_endpoints[0], null)
      # The certificate of an authority is no secret, although the provider hides all of kubeconfig.
      ca_certificate = nonsensitive(try(yamldecode(base64decode(cluster.kubeconfig)).clusters[0].cluster["certificate-authority-data"], null))
      version        = cluster.k8s_version
      namespace      = var.cluster.namespace
    }
  ])
}

output "dns_name_servers" {
  description = "Name servers of the zone, for the registrar of the domain."
  value       = var.dns.enabled ? [for index in range(1, 6) : "ns${index}.linode.com"] : []
}

output "container_names" {
  description = "Pods have names of their own."
  value       = {}
}

output "secret_values" {
  description = "Value by secret and key, of what has no vault."
  value = {
    for database in linode_database_postgresql_v2.main :
    var.database.password_secret.name => { (var.database.password_secret.key) = database.root_password }
  }
  sensitive = true
}
