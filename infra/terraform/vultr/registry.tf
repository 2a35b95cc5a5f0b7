resource "vultr_container_registry" "main" {
  count = var.cluster.enabled ? 1 : 0

  # Letters and digits only.
  name   = replace(var.name_prefix, "-", "")
  region = var.region
  plan   = "start_up"
  public = false
}
