# terraform test -var-file=../../../dist/terraform/ENVIRONMENT.tfvars.json, of an environment in DigitalOcean with a managed database.

mock_provider "digitalocean" {
  mock_data "digitalocean_kubernetes_versions" {
    defaults = {
      latest_version = "1.33.1-do.0"
      valid_versions = ["1.33.1-do.0"]
    }
  }
}

run "as_emitted" {
  command = plan

  assert {
    condition     = digitalocean_vpc.main.ip_range == var.network.cidr
    error_message = "The network has the range of the environment."
  }

  assert {
    condition     = digitalocean_database_cluster.main[0].version == "15" && length(digitalocean_database_firewall.main[0].rule) == 1
    error_message = "The database has its version, and answers the cluster alone."
  }

  assert {
    condition     = [for pool in digitalocean_kubernetes_cluster.main[0].node_pool : pool.auto_scale] == [var.cluster.min_nodes != var.cluster.max_nodes]
    error_message = "Nodes are added only where the environment has room for them."
  }

  assert {
    condition     = length(digitalocean_record.host) == length(var.dns.hosts) && length(digitalocean_certificate.main) == 0
    error_message = "Every host has a record; the issuer of the cluster makes the certificate."
  }
}

run "made" {
  assert {
    condition     = output.database_info.tls && output.cluster.namespace == var.cluster.namespace
    error_message = "The outputs say how database and cluster are reached."
  }

  assert {
    condition     = nonsensitive(output.secret_values[var.database.password_secret.name][var.database.password_secret.key] == digitalocean_database_user.main[0].password)
    error_message = "The password that the cloud made is handed out."
  }
}

run "everything" {
  command = plan

  variables {
    allowed_cidrs        = ["203.0.113.0/24"]
    notification_address = "operations@pfm.test"
    certificate          = { enabled = true }
    backup               = { enabled = true, schedule = "30 2 * * *", keep_days = 7 }
    cluster = {
      enabled                  = true
      version                  = "1.33"
      namespace                = "pfm"
      node_type                = "s-2vcpu-4gb"
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
      instance_class  = "db-s-2vcpu-4gb"
      storage_gib     = 60
      max_storage_gib = 120
      multi_az        = true
      password_secret = { name = "data", key = "postgres" }
    }
    cache = {
      enabled          = true
      identifier       = "redis"
      node_type        = "db-s-1vcpu-2gb"
      node_count       = 6
      maxmemory_policy = "allkeys-lru"
      password_secret  = { name = "data", key = "redis" }
    }
  }

  assert {
    condition     = [for pool in digitalocean_kubernetes_cluster.main[0].node_pool : [pool.min_nodes, pool.max_nodes]] == [[2, 5]] && digitalocean_kubernetes_cluster.main[0].ha
    error_message = "Nodes are added as needed, and the control plane fails over as the database does."
  }

  assert {
    condition     = digitalocean_database_cluster.main[0].node_count == 2 && digitalocean_database_cluster.main[0].storage_autoscale[0].enabled
    error_message = "The database fails over, and grows."
  }

  assert {
    condition     = digitalocean_database_postgresql_config.main[0].backup_hour == 2 && digitalocean_database_postgresql_config.main[0].backup_minute == 30
    error_message = "Backups are made at the time of the schedule."
  }

  assert {
    condition     = digitalocean_database_cluster.cache[0].engine == "valkey" && digitalocean_database_cluster.cache[0].node_count == 3 && digitalocean_database_valkey_config.main[0].valkey_maxmemory_policy == "allkeys-lru"
    error_message = "The cache keeps to its policy, with no more nodes than the cloud has."
  }

  assert {
    condition     = length(digitalocean_certificate.main) == 1 && { for rule in digitalocean_loadbalancer.main[0].forwarding_rule : rule.entry_port => "${rule.entry_protocol} ${rule.target_port}" } == { 80 = "http 30080", 443 = "https 30080" }
    error_message = "TLS ends at the load balancer."
  }

  assert {
    condition     = one(digitalocean_loadbalancer.main[0].firewall).allow == tolist(["cidr:203.0.113.0/24"])
    error_message = "Only the allowed networks reach the application."
  }

  assert {
    condition     = length(digitalocean_monitor_alert.main) == 6
    error_message = "Alarms watch nodes and databases."
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
      node_type                = "s-2vcpu-4gb"
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

run "what_the_cloud_lacks" {
  command = plan

  variables {
    waf = true
  }

  expect_failures = [terraform_data.checks]
}

run "a_version_that_the_cloud_has_no_more" {
  command = plan

  override_data {
    target = data.digitalocean_kubernetes_versions.main[0]
    values = {
      latest_version = ""
      valid_versions = []
    }
  }

  expect_failures = [digitalocean_kubernetes_cluster.main]
}

run "backups_for_too_long" {
  command = plan

  variables {
    database = { enabled = true, backup_retention_days = 36 }
  }

  expect_failures = [var.database]
}
