# The least that a node needs: to write logs and metrics, and to read images.
resource "google_service_account" "node" {
  count = var.cluster.enabled ? 1 : 0

  account_id   = "${trimsuffix(substr(var.name_prefix, 0, 25), "-")}-node"
  display_name = "Nodes of ${var.name_prefix}"
}

resource "google_project_iam_member" "node" {
  for_each = var.cluster.enabled ? toset(["roles/container.defaultNodeServiceAccount", "roles/artifactregistry.reader"]) : toset([])

  project = local.project
  role    = each.value
  member  = "serviceAccount:${google_service_account.node[0].email}"
}

# The External Secrets Operator reads the passwords by workload identity.
resource "google_secret_manager_secret_iam_member" "reader" {
  for_each = var.cluster.enabled ? google_secret_manager_secret.main : {}

  secret_id = each.value.id
  role      = "roles/secretmanager.secretAccessor"
  member    = "serviceAccount:${local.project}.svc.id.goog[external-secrets/external-secrets]"

  depends_on = [google_container_cluster.main]
}
