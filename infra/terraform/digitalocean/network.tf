locals {
  # Names and tags of letters, digits, "-", "_" and ":".
  tags = [for name, value in var.tags : replace("${name}:${value}", "/[^A-Za-z0-9:_-]/", "_")]
}

# The cloud has no subnets: cluster, database and cache share the one network.
resource "digitalocean_vpc" "main" {
  name     = var.name_prefix
  region   = var.region
  ip_range = var.network.cidr
}
