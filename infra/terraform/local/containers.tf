locals {
  instances = merge([
    for name, container in var.containers : {
      for index in range(container.replicas) :
      (container.replicas == 1 ? name : "${name}-${index + 1}") => merge(container, { alias = name })
    }
  ]...)
}

# Databases and caches, which are ready before anything that needs them starts.
module "backing" {
  source   = "./container"
  for_each = { for name, container in local.instances : name => container if !container.is_service }

  name          = "${var.name_prefix}-${each.key}"
  alias         = each.value.alias
  container     = each.value
  image_id      = docker_image.main[each.value.image].image_id
  network_ids   = { for name, network in docker_network.main : name => network.id }
  volume_names  = { for volume in keys(each.value.volumes) : volume => docker_volume.main["${each.value.alias}-${volume}"].name }
  secret_values = local.secret_values
  labels        = var.tags

  depends_on = [terraform_data.checks, docker_container.volumes]
}

module "service" {
  source   = "./container"
  for_each = { for name, container in local.instances : name => container if container.is_service }

  name          = "${var.name_prefix}-${each.key}"
  alias         = each.value.alias
  container     = each.value
  image_id      = docker_image.main[each.value.image].image_id
  network_ids   = { for name, network in docker_network.main : name => network.id }
  volume_names  = { for volume in keys(each.value.volumes) : volume => docker_volume.main["${each.value.alias}-${volume}"].name }
  secret_values = local.secret_values
  labels        = var.tags

  depends_on = [module.backing]
}
