locals {
  # Tags have 3 to 50 characters.
  tags = [for name, value in var.tags : substr("${name}:${value}", 0, 50)]
}

resource "linode_vpc" "main" {
  label       = var.name_prefix
  region      = var.region
  description = "${var.application} in ${var.environment}"
}

resource "linode_vpc_subnet" "private" {
  count = length(var.network.private_subnet_cidrs)

  vpc_id = linode_vpc.main.id
  label  = "private-${count.index + 1}"
  ipv4   = var.network.private_subnet_cidrs[count.index]
}

resource "linode_vpc_subnet" "database" {
  count = length(var.network.database_subnet_cidrs)

  vpc_id = linode_vpc.main.id
  label  = "database-${count.index + 1}"
  ipv4   = var.network.database_subnet_cidrs[count.index]
}
