terraform {
  required_version = ">= 1.11, < 2.0"

  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 5.0"
    }
  }

  # On the machine that runs it: the place of all other states cannot keep its own.
  backend "local" {}
}
