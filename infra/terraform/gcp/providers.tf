# The project is in GOOGLE_PROJECT, the credentials are those of the machine.
provider "google" {
  region         = var.region
  default_labels = local.labels
}

data "google_client_config" "here" {}

locals {
  # Lower-case letters, digits, "-" and "_".
  labels = { for name, value in var.tags : replace(lower(name), "/[^a-z0-9_-]/", "_") => replace(lower(value), "/[^a-z0-9_-]/", "_") }

  project = data.google_client_config.here.project
}
