output "bucket" {
  description = "Name of the bucket."
  value       = digitalocean_spaces_bucket.state.name
}
