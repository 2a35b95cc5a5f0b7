# The subscription is in ARM_SUBSCRIPTION_ID.
provider "azurerm" {
  storage_use_azuread = true

  features {}
}

resource "azurerm_resource_group" "state" {
  name     = var.resource_group
  location = var.region
}

resource "azurerm_storage_account" "state" {
  name                            = var.storage_account
  resource_group_name             = azurerm_resource_group.state.name
  location                        = azurerm_resource_group.state.location
  account_tier                    = "Standard"
  account_replication_type        = "ZRS"
  min_tls_version                 = "TLS1_2"
  https_traffic_only_enabled      = true
  shared_access_key_enabled       = false
  default_to_oauth_authentication = true
  allow_nested_items_to_be_public = false

  # An older version of a state is what is left after a broken apply.
  blob_properties {
    versioning_enabled = true

    delete_retention_policy {
      days = 30
    }
  }

  lifecycle {
    prevent_destroy = true
  }
}

resource "azurerm_storage_container" "state" {
  name                  = var.container
  storage_account_id    = azurerm_storage_account.state.id
  container_access_type = "private"

  lifecycle {
    prevent_destroy = true
  }
}
