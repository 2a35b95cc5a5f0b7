provider "aws" {
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
  s3_use_path_style           = true
}

# moto refuses everything as soon as there is a Deny, whatever its condition.
resource "aws_s3_bucket_policy" "state" {
  count = 0
}

# The real bucket is never deleted by mistake, this one is with the server.
resource "aws_s3_bucket" "state" {
  force_destroy = true
}
