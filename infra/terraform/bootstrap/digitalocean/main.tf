# Keys of the object store are in SPACES_ACCESS_KEY_ID and SPACES_SECRET_ACCESS_KEY.
provider "digitalocean" {}

resource "digitalocean_spaces_bucket" "state" {
  name   = var.bucket
  region = var.region
  acl    = "private"

  # An older version of a state is what is left after a broken apply.
  versioning {
    enabled = true
  }

  lifecycle {
    prevent_destroy = true
  }
}
