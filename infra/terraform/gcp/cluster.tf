resource "google_container_cluster" "main" {
  count = var.cluster.enabled ? 1 : 0

  name     = var.name_prefix
  location = var.region
  # Volumes of the cluster are as dear as the database.
  deletion_protection = var.database.deletion_protection
  min_master_version  = var.cluster.version
  node_locations      = local.zones
  network             = google_compute_network.main.id
  subnetwork          = google_compute_subnetwork.private.id
  networking_mode     = "VPC_NATIVE"
  # Its data plane enforces NetworkPolicy.
  datapath_provider        = "ADVANCED_DATAPATH"
  remove_default_node_pool = true
  initial_node_count       = 1
  resource_labels          = local.labels

  ip_allocation_policy {
    stack_type = "IPV4"
  }

  private_cluster_config {
    enable_private_nodes    = true
    enable_private_endpoint = false
  }

  dynamic "master_authorized_networks_config" {
    for_each = length(var.allowed_cidrs) > 0 ? [var.allowed_cidrs] : []
    content {
      dynamic "cidr_blocks" {
        for_each = master_authorized_networks_config.value
        content {
          cidr_block = cidr_blocks.value
        }
      }
    }
  }

  workload_identity_config {
    workload_pool = "${local.project}.svc.id.goog"
  }

  database_encryption {
    state    = "ENCRYPTED"
    key_name = google_kms_crypto_key.main.id
  }

  release_channel {
    channel = "STABLE"
  }

  logging_config {
    enable_components = ["SYSTEM_COMPONENTS", "WORKLOADS"]
  }

  maintenance_policy {
    daily_maintenance_window {
      start_time = "04:00"
    }
  }

  lifecycle {
    # The release channel brings newer ones.
    ignore_changes = [min_master_version]
  }

  depends_on = [google_kms_crypto_key_iam_member.cluster]
}

resource "google_container_node_pool" "main" {
  count = var.cluster.enabled ? 1 : 0

  name               = "main"
  cluster            = google_container_cluster.main[0].id
  initial_node_count = ceil(var.cluster.min_nodes / length(local.zones))

  autoscaling {
    total_min_node_count = var.cluster.min_nodes
    total_max_node_count = var.cluster.max_nodes
    location_policy      = "BALANCED"
  }

  management {
    auto_repair  = true
    auto_upgrade = true
  }

  upgrade_settings {
    max_surge       = 1
    max_unavailable = 0
  }

  node_config {
    machine_type    = var.cluster.node_type
    disk_size_gb    = 50
    disk_type       = "pd-balanced"
    image_type      = "COS_CONTAINERD"
    service_account = google_service_account.node[0].email
    oauth_scopes    = ["https://www.googleapis.com/auth/cloud-platform"]
    tags            = ["${var.name_prefix}-node"]
    resource_labels = local.labels

    shielded_instance_config {
      enable_secure_boot          = true
      enable_integrity_monitoring = true
    }

    workload_metadata_config {
      mode = "GKE_METADATA"
    }
  }

  lifecycle {
    ignore_changes = [initial_node_count]
  }
}
