# terraform test -var-file=../../../dist/terraform/ENVIRONMENT.tfvars.json, of an environment in Azure with a managed database.

mock_provider "azurerm" {
  mock_data "azurerm_client_config" {
    defaults = {
      tenant_id = "00000000-0000-0000-0000-000000000000"
      object_id = "00000000-0000-0000-0000-000000000000"
    }
  }
}

mock_provider "random" {}

run "as_emitted" {
  command = plan

  assert {
    condition     = azurerm_postgresql_flexible_server.main[0].public_network_access_enabled == false && azurerm_postgresql_flexible_server.main[0].backup_retention_days == max(7, var.database.backup_retention_days)
    error_message = "The database is private, and keeps the backups of the environment."
  }

  assert {
    condition     = azurerm_kubernetes_cluster.main[0].network_profile[0].network_policy == "cilium" && azurerm_kubernetes_cluster.main[0].workload_identity_enabled
    error_message = "The cluster enforces NetworkPolicy, and service accounts have identities."
  }

  assert {
    condition     = length(azurerm_management_lock.main) == (var.database.deletion_protection ? 1 : 0)
    error_message = "What is protected from deletion is locked."
  }
}

run "everything" {
  command = plan

  variables {
    waf                  = true
    monthly_budget       = 500
    notification_address = "operations@pfm.test"
    ddos                 = true
    allowed_cidrs        = ["203.0.113.0/24"]
    certificate          = { enabled = true }
    features             = { autoscaling = true, load_balancer = true, cdn = true, api_gateway = true }
    cache = {
      enabled         = true
      identifier      = "redis"
      node_type       = "Balanced_B1"
      node_count      = 2
      password_secret = { name = "redis", key = "password" }
    }
  }

  assert {
    condition     = length(azurerm_consumption_budget_resource_group.main) == 1
    error_message = "The budget tells somebody."
  }

  assert {
    condition     = azurerm_cdn_frontdoor_profile.main[0].sku_name == "Premium_AzureFrontDoor" && length(azurerm_network_ddos_protection_plan.main) == 1
    error_message = "A firewall needs the premium tier."
  }

  assert {
    condition     = azurerm_managed_redis.main[0].public_network_access == "Disabled" && azurerm_managed_redis.main[0].high_availability_enabled
    error_message = "The cache is private, and fails over."
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
      node_type                = "Standard_D2s_v5"
      min_nodes                = 1
      max_nodes                = 1
      requested_cpu_millicores = 0
      requested_memory_mib     = 0
    }
  }

  assert {
    condition     = output.cluster == null && output.database_info == null && output.cache == null
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

run "backups_for_too_long" {
  command = plan

  variables {
    database = { enabled = true, backup_retention_days = 36 }
  }

  expect_failures = [var.database]
}

run "a_budget_that_tells_nobody" {
  command = plan

  variables {
    monthly_budget       = 500
    notification_address = null
  }

  expect_failures = [var.monthly_budget]
}
