# The subscription is in ARM_SUBSCRIPTION_ID, the credentials are those of the machine.
provider "azurerm" {
  features {}
}

data "azurerm_client_config" "here" {}

resource "azurerm_resource_group" "main" {
  name     = var.name_prefix
  location = var.region
  tags     = var.tags
}

# Deleting the group would delete the data in it.
resource "azurerm_management_lock" "main" {
  count = var.database.enabled && var.database.deletion_protection ? 1 : 0

  name       = "data"
  scope      = azurerm_postgresql_flexible_server.main[0].id
  lock_level = "CanNotDelete"
  notes      = "deletion_protection of the environment"
}
