locals {
  passwords = merge(
    { for password in random_password.database : "database" => password.result },
    { for cache in azurerm_managed_redis.main : "cache" => cache.default_database[0].primary_access_key },
  )
  password_names = toset(concat(var.database.enabled ? ["database"] : [], var.cache.enabled ? ["cache"] : []))
}

resource "azurerm_key_vault" "main" {
  count = length(local.password_names) > 0 ? 1 : 0

  # 24 characters at most.
  name                       = trimsuffix(substr(var.name_prefix, 0, 24), "-")
  location                   = azurerm_resource_group.main.location
  resource_group_name        = azurerm_resource_group.main.name
  tenant_id                  = data.azurerm_client_config.here.tenant_id
  sku_name                   = "standard"
  rbac_authorization_enabled = true
  purge_protection_enabled   = var.database.deletion_protection
  soft_delete_retention_days = 7
  tags                       = var.tags
}

# Who applies must be able to write what is made.
resource "azurerm_role_assignment" "vault_writer" {
  count = length(azurerm_key_vault.main)

  scope                = azurerm_key_vault.main[0].id
  role_definition_name = "Key Vault Secrets Officer"
  principal_id         = data.azurerm_client_config.here.object_id
}

resource "azurerm_key_vault_secret" "main" {
  for_each = local.password_names

  name             = each.key
  key_vault_id     = azurerm_key_vault.main[0].id
  value_wo         = local.passwords[each.key]
  value_wo_version = 1
  content_type     = "password"
  tags             = var.tags

  depends_on = [azurerm_role_assignment.vault_writer]
}

# The External Secrets Operator reads the passwords by workload identity.
resource "azurerm_user_assigned_identity" "secrets" {
  count = var.cluster.enabled && length(local.password_names) > 0 ? 1 : 0

  name                = "${var.name_prefix}-secrets"
  location            = azurerm_resource_group.main.location
  resource_group_name = azurerm_resource_group.main.name
  tags                = var.tags
}

resource "azurerm_federated_identity_credential" "secrets" {
  count = length(azurerm_user_assigned_identity.secrets)

  name                      = "external-secrets"
  user_assigned_identity_id = azurerm_user_assigned_identity.secrets[0].id
  issuer                    = azurerm_kubernetes_cluster.main[0].oidc_issuer_url
  subject                   = "system:serviceaccount:external-secrets:external-secrets"
  audience                  = ["api://AzureADTokenExchange"]
}

resource "azurerm_role_assignment" "vault_reader" {
  count = length(azurerm_user_assigned_identity.secrets)

  scope                = azurerm_key_vault.main[0].id
  role_definition_name = "Key Vault Secrets User"
  principal_id         = azurerm_user_assigned_identity.secrets[0].principal_id
}
