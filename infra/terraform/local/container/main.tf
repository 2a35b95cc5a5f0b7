locals {
  # As Docker writes them back (Go, time.Duration): any other form of the same time is a change in every later plan.
  seconds = {
    for name in ["interval_seconds", "timeout_seconds", "start_period_seconds"] :
    name => try(var.container.health_check[name], 0)
  }
  durations = {
    for name, seconds in local.seconds :
    name => seconds < 60 ? "${seconds}s" : seconds < 3600 ? "${floor(seconds / 60)}m${seconds % 60}s" :
    "${floor(seconds / 3600)}h${floor(seconds % 3600 / 60)}m${seconds % 60}s"
  }
}

resource "docker_container" "main" {
  name    = var.name
  image   = var.image_id
  restart = "unless-stopped"
  wait    = var.container.health_check != null
  # The time that the health check gives for a start, and some more.
  wait_timeout = try(var.container.health_check.start_period_seconds, 0) + 60

  entrypoint = var.container.entrypoint
  command    = var.container.command
  user       = "${var.container.user_id}:${var.container.user_id}"
  init       = true
  env = concat(
    [for name, text in var.container.environment : "${name}=${text}"],
    [for name, use in var.container.secret_environment : "${name}=${var.secret_values[use.name][use.key]}"],
  )

  # Files are put into the root, which cannot be read-only then.
  read_only     = length(var.container.files) + length(var.container.secret_files) == 0
  security_opts = ["no-new-privileges:true"]
  tmpfs         = { for path in var.container.writable_paths : path => "uid=${var.container.user_id},gid=${var.container.user_id},mode=1777" }
  log_driver    = "json-file"
  log_opts      = { "max-size" = "10m", "max-file" = "3" }

  cpus   = tostring(var.container.cpu_limit_millicores / 1000)
  memory = var.container.memory_limit_mib
  # Without it every later plan wants to change the swap back.
  memory_swap  = var.container.memory_limit_mib
  shm_size     = var.container.shared_memory_mib
  stop_timeout = var.container.stop_seconds
  # A destroy takes as long as a stop may.
  destroy_grace_seconds = var.container.stop_seconds

  capabilities {
    drop = ["ALL"]
  }

  dynamic "networks_advanced" {
    for_each = var.container.networks
    content {
      name    = var.network_ids[networks_advanced.value]
      aliases = [var.alias]
    }
  }

  dynamic "ports" {
    for_each = var.container.host_port == null ? [] : [var.container]
    content {
      internal = ports.value.port
      external = ports.value.host_port
      ip       = "127.0.0.1"
    }
  }

  dynamic "upload" {
    for_each = var.container.files
    content {
      file        = upload.key
      content     = upload.value
      permissions = "0444"
    }
  }

  dynamic "upload" {
    for_each = var.container.secret_files
    content {
      file        = upload.key
      content     = var.secret_values[upload.value.name][upload.value.key]
      permissions = "0444"
    }
  }

  dynamic "volumes" {
    for_each = var.container.volumes
    content {
      volume_name    = var.volume_names[volumes.key]
      container_path = volumes.value
    }
  }

  dynamic "healthcheck" {
    for_each = var.container.health_check == null ? [] : [var.container.health_check]
    content {
      test         = healthcheck.value.test
      interval     = local.durations.interval_seconds
      timeout      = local.durations.timeout_seconds
      retries      = healthcheck.value.retries
      start_period = local.durations.start_period_seconds
    }
  }

  dynamic "labels" {
    for_each = var.labels
    content {
      label = labels.key
      value = labels.value
    }
  }
}
