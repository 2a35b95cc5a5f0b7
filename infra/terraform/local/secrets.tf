locals {
  secret_keys = merge([
    for secret, keys in var.secrets : { for key, value in keys : "${secret}/${key}" => value }
  ]...)

  used_secrets = toset(flatten([
    for container in values(var.containers) : [
      for use in concat(values(container.secret_environment), values(container.secret_files)) : "${use.name}/${use.key}"
    ]
  ]))

  given_secrets = [for key in local.used_secrets : key if try(local.secret_keys[key].generate_bytes, null) == null]
}

# Kept in the state, which lies on this machine: an engine has no vault, and a container takes its values when it is made.
resource "random_password" "main" {
  for_each = { for key, value in local.secret_keys : key => value.generate_bytes if value.generate_bytes != null }

  # Six bits a character.
  length  = ceil(each.value * 8 / 6)
  special = false
}

locals {
  secret_values = {
    for secret, keys in var.secrets : secret => {
      for key, value in keys : key => random_password.main["${secret}/${key}"].result if value.generate_bytes != null
    }
  }
}
