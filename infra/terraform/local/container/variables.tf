variable "name" {
  description = "Name of the container."
  type        = string
}

variable "alias" {
  description = "Name by which others on its networks reach it."
  type        = string
}

variable "container" {
  description = "One of `containers` of the contract, which has checked its type."
  type        = any
}

variable "image_id" {
  description = "Image to run."
  type        = string
}

variable "network_ids" {
  description = "Networks by name."
  type        = map(string)
}

variable "volume_names" {
  description = "Volumes of the engine by their name in the container."
  type        = map(string)
}

variable "secret_values" {
  description = "Value by secret and key."
  type        = map(map(string))
  sensitive   = true
}

variable "labels" {
  description = "Labels of the container."
  type        = map(string)
}
