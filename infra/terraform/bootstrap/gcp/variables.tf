variable "bucket" {
  description = "Name of the bucket, as `infrastructure.state.bucket` of the environments says."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.bucket))
    error_message = "bucket must be a name of 3 to 63 lower-case letters, digits, \".\" and \"-\"."
  }
}

variable "region" {
  description = "Region of the bucket."
  type        = string
}
