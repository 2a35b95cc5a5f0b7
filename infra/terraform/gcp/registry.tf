resource "google_artifact_registry_repository" "main" {
  count = var.cluster.enabled ? 1 : 0

  repository_id = var.name_prefix
  location      = var.region
  format        = "DOCKER"
  labels        = local.labels

  docker_config {
    immutable_tags = true
  }

  cleanup_policies {
    id     = "untagged"
    action = "DELETE"

    condition {
      tag_state  = "UNTAGGED"
      older_than = "1209600s"
    }
  }
}
