variable "resource_group" {
  description = "Name of the resource group, as `infrastructure.state.resourceGroup` of the environments says."
  type        = string
}

variable "storage_account" {
  description = "Name of the storage account, as `infrastructure.state.storageAccount` of the environments says."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9]{3,24}$", var.storage_account))
    error_message = "storage_account must have 3 to 24 lower-case letters and digits."
  }
}

variable "container" {
  description = "Name of the container, as `infrastructure.state.bucket` of the environments says."
  type        = string
}

variable "region" {
  description = "Region of the storage account."
  type        = string
}
