# The token is in LINODE_TOKEN. Versions of a bucket are set over S3, with keys for the time of the apply.
provider "linode" {
  obj_use_temp_keys = true
}

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
