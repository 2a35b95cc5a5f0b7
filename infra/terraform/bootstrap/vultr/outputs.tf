output "bucket" {
  description = "Name of the bucket."
  value       = vultr_object_storage_bucket.state.name
}
