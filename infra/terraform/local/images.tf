# An image that is on the machine is taken as it is, and stays there.
resource "docker_image" "main" {
  for_each = toset([for container in values(var.containers) : container.image])

  name         = each.value
  keep_locally = true
}
