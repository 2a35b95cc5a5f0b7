locals {
  passwords = merge(
    { for password in random_password.database : "database" => password.result },
    { for cache in google_redis_instance.main : "cache" => cache.auth_string },
  )
  password_names = toset(concat(var.database.enabled ? ["database"] : [], var.cache.enabled ? ["cache"] : []))
}

resource "google_secret_manager_secret" "main" {
  for_each = local.password_names

  secret_id = "${var.name_prefix}-${each.key}"
  labels    = local.labels

  replication {
    user_managed {
      replicas {
        location = var.region
      }
    }
  }
}

resource "google_secret_manager_secret_version" "main" {
  for_each = local.password_names

  secret                 = google_secret_manager_secret.main[each.key].id
  secret_data_wo         = local.passwords[each.key]
  secret_data_wo_version = 1
}
