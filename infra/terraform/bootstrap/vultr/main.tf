provider "vultr" {}

data "vultr_object_storage_cluster" "main" {
  filter {
    name   = "region"
    values = [var.region]
  }
}

resource "vultr_object_storage" "state" {
  cluster_id = data.vultr_object_storage_cluster.main.id
  tier_id    = var.tier_id
  label      = var.bucket

  lifecycle {
    prevent_destroy = true
  }
}

resource "vultr_object_storage_bucket" "state" {
  object_storage_id = vultr_object_storage.state.id
  name              = var.bucket
  # An older version of a state is what is left after a broken apply.
  enable_versioning = true

  lifecycle {
    prevent_destroy = true
  }
}
