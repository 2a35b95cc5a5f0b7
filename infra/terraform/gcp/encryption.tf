resource "google_kms_key_ring" "main" {
  name     = var.name_prefix
  location = var.region
}

resource "google_kms_crypto_key" "main" {
  name            = "data"
  key_ring        = google_kms_key_ring.main.id
  rotation_period = "7776000s"
  labels          = local.labels
}

data "google_project" "here" {}

resource "google_kms_crypto_key_iam_member" "cluster" {
  count = var.cluster.enabled ? 1 : 0

  crypto_key_id = google_kms_crypto_key.main.id
  role          = "roles/cloudkms.cryptoKeyEncrypterDecrypter"
  member        = "serviceAccount:service-${data.google_project.here.number}@container-engine-robot.iam.gserviceaccount.com"
}
