resource "docker_network" "main" {
  for_each = var.container_networks

  name     = "${var.name_prefix}_${each.key}"
  driver   = "bridge"
  internal = each.value.internal

  ipam_config {
    subnet  = each.value.subnet
    gateway = cidrhost(each.value.subnet, 1)
  }

  dynamic "labels" {
    for_each = var.tags
    content {
      label = labels.key
      value = labels.value
    }
  }
}
