output "name" {
  description = "Name of the container."
  value       = docker_container.main.name
}
