provider "aws" {
  region = var.region

  default_tags {
    tags = var.tags
  }
}

# CloudFront takes certificates and firewalls of this region only.
provider "aws" {
  alias  = "global"
  region = "us-east-1"

  default_tags {
    tags = var.tags
  }
}
