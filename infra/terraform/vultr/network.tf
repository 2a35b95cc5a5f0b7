locals {
  label = "${var.name_prefix} (${var.application} in ${var.environment})"
}

# The cloud has no subnets: cluster, database and cache share the one network.
resource "vultr_vpc" "main" {
  region         = var.region
  description    = local.label
  v4_subnet      = split("/", var.network.cidr)[0]
  v4_subnet_mask = tonumber(split("/", var.network.cidr)[1])
}
