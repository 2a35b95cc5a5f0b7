# Logs of this cluster alone: the bucket `_Default` belongs to the whole project.
resource "google_logging_project_bucket_config" "main" {
  count = var.cluster.enabled ? 1 : 0

  project        = local.project
  location       = var.region
  bucket_id      = var.name_prefix
  retention_days = var.logs.retention_days
}

resource "google_logging_project_sink" "main" {
  count = var.cluster.enabled ? 1 : 0

  name                   = var.name_prefix
  destination            = "logging.googleapis.com/${google_logging_project_bucket_config.main[0].id}"
  filter                 = "resource.type = \"k8s_container\" AND resource.labels.cluster_name = \"${var.name_prefix}\""
  unique_writer_identity = true
}
