provider "linode" {}

resource "linode_object_storage_bucket" "state" {
  label  = var.bucket
  region = var.region
  acl    = "private"
  # An older version of a state is what is left after a broken apply.
  versioning = true

  lifecycle {
    prevent_destroy = true
  }
}
