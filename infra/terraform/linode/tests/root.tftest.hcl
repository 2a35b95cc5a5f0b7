# terraform test -var-file=../../../dist/terraform/ENVIRONMENT.tfvars.json, of an environment in Linode with a managed database.

mock_provider "linode" {
  # Resources take these ids as numbers.
  mock_resource "linode_vpc" {
    defaults = {
      id = "1"
    }
  }

  mock_resource "linode_lke_cluster" {
    defaults = {
      api_endpoints = ["https://cluster.pfm.test:443"]
      # clusters: [{ cluster: { certificate-authority-data: Y2E= } }]
      kubeconfig = "Y2x1c3RlcnM6IFt7IGNsdXN0ZXI6IHsgY2VydGlmaWNhdGUtYXV0aG9yaXR5LWRhdGE6IFkyRT0gfSB9XQ=="
    }
  }
}

run "as_emitted" {
  command = plan

  assert {
    condition     = tolist(linode_vpc_subnet.database[*].ipv4) == tolist(var.network.database_subnet_cidrs) && tolist(linode_vpc_subnet.private[*].ipv4) == tolist(var.network.private_subnet_cidrs)
    error_message = "The subnets have the ranges of the environment."
  }

  assert {
    condition     = linode_database_postgresql_v2.main[0].engine_id == "postgresql/15" && linode_database_postgresql_v2.main[0].cluster_size == (var.database.multi_az ? 3 : 1)
    error_message = "The database has its version and its nodes."
  }

  assert {
    condition     = linode_firewall.node[0].inbound_policy == "DROP" && contains([for rule in linode_firewall.node[0].inbound : rule.protocol], "IPENCAP")
    error_message = "Nodes answer nobody but each other and the load balancer, and their pods reach each other."
  }

  assert {
    condition     = output.service_endpoints["backend"] == "https://api.${var.dns.domain}" && length(output.dns_name_servers) == 5
    error_message = "The outputs say where the application is."
  }
}

run "made" {
  assert {
    condition     = output.cluster.ca_certificate == "Y2E=" && output.cluster.endpoint == "https://cluster.pfm.test:443"
    error_message = "The outputs say how the cluster is reached."
  }

  assert {
    condition     = output.database_info.name == "defaultdb" && output.database_info.user == nonsensitive(linode_database_postgresql_v2.main[0].root_username)
    error_message = "The outputs name the database and the user that the cloud made."
  }
}

run "everything" {
  command = plan

  variables {
    name_prefix = "a-prefix-of-thirty-two-character"
    cluster = {
      enabled                  = true
      version                  = "1.33"
      namespace                = "pfm"
      node_type                = "g6-standard-2"
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
      instance_class  = "g6-standard-2"
      multi_az        = true
      password_secret = { name = "postgres", key = "password" }
    }
  }

  assert {
    condition     = linode_lke_cluster.main[0].pool[0].autoscaler[0].min == 2 && linode_lke_cluster.main[0].pool[0].autoscaler[0].max == 5
    error_message = "Nodes are added as needed."
  }

  assert {
    condition     = linode_lke_cluster.main[0].control_plane[0].high_availability && linode_database_postgresql_v2.main[0].cluster_size == 3
    error_message = "Control plane and database fail over."
  }

  assert {
    condition     = length(linode_database_postgresql_v2.main[0].label) <= 32 && length(linode_firewall.node[0].label) <= 32
    error_message = "Labels are as short as the cloud wants them."
  }
}

run "a_way_in_that_is_not_limited_here" {
  command = plan

  variables {
    allowed_cidrs = ["203.0.113.0/24"]
  }

  assert {
    condition     = linode_lke_cluster.main[0].control_plane[0].acl[0].enabled
    error_message = "The control plane keeps to the allowed networks."
  }

  expect_failures = [check.way_in]
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
      node_type                = "g6-standard-2"
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

run "a_cache" {
  command = plan

  variables {
    cache = {
      enabled         = true
      identifier      = "redis"
      password_secret = { name = "redis", key = "password" }
    }
  }

  expect_failures = [var.cache]
}

run "backups_for_too_long" {
  command = plan

  variables {
    database = { enabled = true, backup_retention_days = 36 }
  }

  expect_failures = [var.database]
}
