output "bucket" {
  description = "Name of the bucket."
  value       = linode_object_storage_bucket.state.label
}
