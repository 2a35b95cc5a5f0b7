resource "terraform_data" "checks" {
  lifecycle {
    precondition {
      condition     = var.cloud_provider == "azure"
      error_message = "These variables are for the root ${var.cloud_provider}, this one is azure."
    }

    precondition {
      condition     = !(var.waf || var.features.cdn) || (var.features.load_balancer && var.certificate.issuer == null)
      error_message = "Front Door ends TLS with a certificate of its own: certificate.issuer must not be given where waf or cdn is on."
    }
    precondition {
      condition     = !var.features.load_balancer || var.cluster.enabled
      error_message = "The address of the load balancer leads to the cluster: cluster.enabled must be true."
    }
    precondition {
      condition     = !var.database.enabled || var.database.backup_retention_days == 0 || var.database.backup_retention_days >= 7
      error_message = "Azure keeps backups of PostgreSQL for 7 to 35 days; 0 is taken as 7."
    }
    precondition {
      condition     = length(var.network.database_subnet_cidrs) > 0 && length(var.network.private_subnet_cidrs) > 0
      error_message = "A private and a database subnet are needed."
    }
  }
}
