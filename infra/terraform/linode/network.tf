locals {
  # Labels have 3 to 32 characters and end with a letter or digit.
  label          = trimsuffix(substr(var.name_prefix, 0, 32), "-")
  database_label = trimsuffix(substr("${var.name_prefix}-${coalesce(var.database.identifier, "postgres")}", 0, 32), "-")
  node_label     = trimsuffix(substr("${var.name_prefix}-node", 0, 32), "-")

  # Tags have 3 to 50 characters.
  tags = [for name, value in var.tags : substr("${name}:${value}", 0, 50)]
}

resource "linode_vpc" "main" {
  label       = local.label
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
