# terraform test -var-file=../../../dist/terraform/ENVIRONMENT.tfvars.json, of an environment in AWS with a managed database.

mock_provider "aws" {
  mock_data "aws_availability_zones" {
    defaults = { names = ["eu-west-1a", "eu-west-1b", "eu-west-1c"] }
  }

  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
}

mock_provider "aws" {
  alias = "global"
}

run "as_emitted" {
  command = plan

  assert {
    condition     = aws_db_instance.main[0].publicly_accessible == false && aws_db_instance.main[0].manage_master_user_password
    error_message = "The database is private, and its password is made by the cloud."
  }

  assert {
    condition     = aws_db_instance.main[0].backup_retention_period == var.database.backup_retention_days && aws_db_instance.main[0].max_allocated_storage == var.database.max_storage_gib
    error_message = "Backups and growth are those of the environment."
  }

  assert {
    condition     = aws_eks_node_group.main[0].scaling_config[0].min_size == var.cluster.min_nodes && aws_eks_node_group.main[0].scaling_config[0].max_size == var.cluster.max_nodes
    error_message = "The node pool is that of the environment."
  }

  assert {
    condition     = length(aws_subnet.private) == length(var.network.private_subnet_cidrs) && length(distinct(aws_subnet.private[*].availability_zone)) == 2
    error_message = "The private subnets lie in two zones."
  }

  assert {
    condition     = output.database_info.secret == var.database.password_secret && output.container_names == {}
    error_message = "The outputs name the secret of the database, and no containers."
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
      node_type       = "cache.t4g.small"
      node_count      = 2
      password_secret = { name = "redis", key = "password" }
    }
  }

  assert {
    condition     = length(aws_budgets_budget.main) == 1
    error_message = "The budget tells somebody."
  }

  assert {
    condition     = aws_lb.main[0].load_balancer_type == "application" && length(aws_wafv2_web_acl_association.main) == 1 && length(aws_cloudfront_distribution.main) == 1
    error_message = "Firewall and CDN stand before a load balancer that reads requests."
  }

  assert {
    condition     = [for rule in aws_vpc_security_group_ingress_rule.edge : rule.cidr_ipv4] == ["203.0.113.0/24", "203.0.113.0/24"]
    error_message = "Only the allowed networks reach it."
  }

  assert {
    condition     = aws_elasticache_replication_group.main[0].transit_encryption_enabled && aws_elasticache_replication_group.main[0].automatic_failover_enabled
    error_message = "The cache is encrypted on its way, and fails over."
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
      node_type                = "t3.large"
      min_nodes                = 1
      max_nodes                = 1
      requested_cpu_millicores = 0
      requested_memory_mib     = 0
    }
  }

  assert {
    condition     = length(aws_nat_gateway.main) == 0 && output.cluster == null && output.database_info == null && output.cache == null
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

run "a_firewall_that_cannot_read" {
  command = plan

  variables {
    waf         = true
    certificate = { enabled = true, issuer = "letsencrypt" }
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

run "a_subnet_outside" {
  command = plan

  variables {
    network = {
      cidr                  = "10.0.0.0/16"
      public_subnet_cidrs   = ["10.0.0.0/20"]
      private_subnet_cidrs  = ["10.1.0.0/20"]
      database_subnet_cidrs = ["10.0.32.0/20"]
    }
  }

  expect_failures = [var.network]
}

run "an_unknown_provider" {
  command = plan

  variables {
    cloud_provider = "elsewhere"
  }

  expect_failures = [var.cloud_provider]
}

run "a_zone_of_another_region" {
  command = plan

  variables {
    availability_zones = ["eu-west-2a"]
  }

  expect_failures = [var.availability_zones]
}

run "subnets_that_share_addresses" {
  command = plan

  variables {
    network = {
      cidr                  = "10.0.0.0/16"
      public_subnet_cidrs   = ["10.0.0.0/20", "10.0.16.0/20"]
      private_subnet_cidrs  = ["10.0.16.0/21", "10.0.32.0/20"]
      database_subnet_cidrs = ["10.0.64.0/20", "10.0.80.0/20"]
    }
  }

  expect_failures = [var.network]
}

run "a_budget_that_tells_nobody" {
  command = plan

  variables {
    monthly_budget       = 500
    notification_address = null
  }

  expect_failures = [var.monthly_budget]
}
