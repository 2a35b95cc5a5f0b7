output "container" {
  description = "Name of the container."
  value       = azurerm_storage_container.state.name
}
