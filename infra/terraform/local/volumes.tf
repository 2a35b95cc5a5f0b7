locals {
  volumes = merge([
    for name, container in var.containers : {
      for volume, path in container.volumes : "${name}-${volume}" => { container = name, path = path }
    }
  ]...)
}

resource "docker_volume" "main" {
  for_each = local.volumes

  name = "${var.name_prefix}_${each.key}"

  dynamic "labels" {
    for_each = var.tags
    content {
      label = labels.key
      value = labels.value
    }
  }
}

# A new volume belongs to root or to a user of the image. This container runs once and gives it to the one that writes.
resource "docker_container" "volumes" {
  for_each = { for name, container in var.containers : name => container if length(container.volumes) > 0 }

  name         = "${var.name_prefix}-${each.key}-volumes"
  image        = docker_image.main[each.value.image].image_id
  entrypoint   = ["chown"]
  command      = concat(["${each.value.user_id}:${each.value.user_id}"], values(each.value.volumes))
  user         = "0:0"
  network_mode = "none"
  restart      = "no"
  must_run     = false
  attach       = true

  capabilities {
    drop = ["ALL"]
    add  = ["CAP_CHOWN"]
  }

  # Docker gives a volume that is empty to the owner of that folder in the image again, at every container that is made.
  dynamic "upload" {
    for_each = each.value.volumes
    content {
      file    = "${upload.value}/.owned"
      content = "${each.value.user_id}\n"
    }
  }

  dynamic "volumes" {
    for_each = each.value.volumes
    content {
      volume_name    = docker_volume.main["${each.key}-${volumes.key}"].name
      container_path = volumes.value
    }
  }
}
