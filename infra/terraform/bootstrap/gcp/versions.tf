terraform {
  required_version = ">= 1.11, < 2.0"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 7.0"
    }
  }

  # On the machine that runs it: the place of all other states cannot keep its own.
  backend "local" {}
}
