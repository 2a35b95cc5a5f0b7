resource "digitalocean_project" "main" {
  name        = var.name_prefix
  description = "${var.application} in ${var.environment}"
  purpose     = "Web Application"

  resources = concat(
    digitalocean_kubernetes_cluster.main[*].urn,
    digitalocean_database_cluster.main[*].urn,
    digitalocean_database_cluster.cache[*].urn,
    digitalocean_loadbalancer.main[*].urn,
    digitalocean_domain.main[*].urn,
  )
}
