# terraform test -var-file=../../../dist/terraform/ENVIRONMENT.tfvars.json, of an environment with the provider local.

mock_provider "docker" {}

mock_provider "random" {
  mock_resource "random_password" {
    defaults = { result = "made-up" }
  }
}

run "as_emitted" {
  command = plan

  assert {
    condition     = toset(keys(docker_network.main)) == toset(keys(var.container_networks)) && docker_network.main["backend.to.postgres"].internal
    error_message = "A network for each pair that talks, closed to the outside."
  }

  assert {
    condition     = length(module.backing) == 2 && length(module.service) == 3
    error_message = "Databases first, then what needs them."
  }

  assert {
    condition     = random_password.main["postgres/password"].length == 43
    error_message = "A password has the bytes that the model asks for."
  }

  assert {
    condition     = output.service_endpoints["backend"] == "http://localhost:3000" && output.cluster == null
    error_message = "The services are reached on this machine, and there is no cluster."
  }
}

run "another_provider" {
  command = plan

  variables {
    cloud_provider = "aws"
  }

  expect_failures = [terraform_data.checks]
}

run "a_firewall" {
  command = plan

  variables {
    waf = true
  }

  expect_failures = [terraform_data.checks]
}

run "a_network_that_nobody_declared" {
  command = plan

  variables {
    container_networks = {}
  }

  expect_failures = [var.containers]
}

run "backups_for_too_long" {
  command = plan

  variables {
    database = { enabled = true, backup_retention_days = 36 }
  }

  expect_failures = [var.database]
}
