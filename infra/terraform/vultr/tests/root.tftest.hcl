# terraform test -var-file=../../../dist/terraform/ENVIRONMENT.tfvars.json, of an environment in Vultr with a managed database.

mock_provider "vultr" {
  # The port is a number, although the provider has it as a text.
  mock_resource "vultr_database" {
    defaults = {
      port = "16751"
    }
  }
}

mock_provider "random" {}

run "as_emitted" {
  command = plan

  assert {
    condition     = "${vultr_vpc.main.v4_subnet}/${vultr_vpc.main.v4_subnet_mask}" == var.network.cidr
    error_message = "The network has the range of the environment."
  }

  assert {
    condition     = vultr_database.main[0].database_engine_version == "15" && vultr_database.main[0].trusted_ips == toset([var.network.cidr])
    error_message = "The database has its version, and answers the network alone."
  }

  assert {
    condition     = vultr_kubernetes.main[0].enable_firewall && vultr_kubernetes.main[0].node_pools[0].auto_scaler == (var.cluster.min_nodes != var.cluster.max_nodes)
    error_message = "Nodes have a firewall, and are added only where the environment has room for them."
  }

  assert {
    condition     = vultr_container_registry.main[0].public == false
    error_message = "The registry is private."
  }
}

run "made" {
  assert {
    condition     = output.database_info.port == 16751 && output.database_info.tls && output.cluster.ca_certificate != null
    error_message = "The outputs say how database and cluster are reached."
  }

  assert {
    condition     = nonsensitive(output.secret_values[var.database.password_secret.name][var.database.password_secret.key] == random_password.database[0].result)
    error_message = "The password that the database has is handed out."
  }
}

run "everything" {
  command = plan

  variables {
    backup = { enabled = true, schedule = "30 2 * * *", keep_days = 7 }
    cluster = {
      enabled                  = true
      version                  = "1.33"
      namespace                = "pfm"
      node_type                = "vc2-2c-4gb"
      min_nodes                = 2
      max_nodes                = 5
      requested_cpu_millicores = 4000
      requested_memory_mib     = 8192
    }
    database = {
      enabled         = true
      identifier      = "postgres"
      name            = "pfm"
      user            = "pfm"
      instance_class  = "vultr-dbaas-business-cc-2-80-4"
      multi_az        = true
      password_secret = { name = "data", key = "postgres" }
    }
    cache = {
      enabled          = true
      identifier       = "redis"
      node_type        = "vultr-dbaas-startup-cc-1-55-2"
      maxmemory_policy = "allkeys-lru"
      password_secret  = { name = "data", key = "redis" }
    }
  }

  assert {
    condition     = vultr_kubernetes.main[0].node_pools[0].min_nodes == 2 && vultr_kubernetes.main[0].node_pools[0].max_nodes == 5 && vultr_kubernetes.main[0].ha_controlplanes
    error_message = "Nodes are added as needed, and the control plane fails over."
  }

  assert {
    condition     = vultr_database.main[0].backup_hour == "2" && vultr_database.main[0].backup_minute == "30"
    error_message = "Backups are made at the time of the schedule."
  }

  assert {
    condition     = vultr_database.cache[0].database_engine == "valkey" && vultr_database.cache[0].eviction_policy == "allkeys-lru" && vultr_database.cache[0].trusted_ips == toset([var.network.cidr])
    error_message = "The cache keeps to its policy, and answers the network alone."
  }

  assert {
    condition     = { for name, keys in nonsensitive(output.secret_values) : name => sort(keys(keys)) } == { data = tolist(["postgres", "redis"]) }
    error_message = "A secret that database and cache share has the keys of both."
  }
}

run "nothing" {
  command = plan

  variables {
    database             = { enabled = false }
    cache                = { enabled = false }
    backup               = { enabled = false }
    dns                  = { enabled = false, domain = "pfm.test", hosts = [] }
    certificate          = { enabled = false }
    features             = { autoscaling = false, load_balancer = false, cdn = false, api_gateway = false }
    notification_address = null
    cluster = {
      enabled                  = false
      version                  = "1.33"
      namespace                = "pfm"
      node_type                = "vc2-2c-4gb"
      min_nodes                = 1
      max_nodes                = 1
      requested_cpu_millicores = 0
      requested_memory_mib     = 0
    }
  }

  assert {
    condition     = output.cluster == null && output.database_info == null && output.cache == null && length(output.dns_name_servers) == 0
    error_message = "Only the network is made."
  }
}

run "another_provider" {
  command = plan

  variables {
    cloud_provider = "gcp"
  }

  expect_failures = [terraform_data.checks]
}

run "networks_that_nothing_would_hold_to" {
  command = plan

  variables {
    allowed_cidrs = ["203.0.113.0/24"]
  }

  expect_failures = [terraform_data.checks]
}

run "backups_for_too_long" {
  command = plan

  variables {
    database = { enabled = true, backup_retention_days = 36 }
  }

  expect_failures = [var.database]
}
