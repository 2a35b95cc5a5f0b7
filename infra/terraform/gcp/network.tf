data "google_compute_zones" "available" {
  region = var.region
}

locals {
  zones = length(var.availability_zones) > 0 ? var.availability_zones : slice(
    data.google_compute_zones.available.names, 0,
    min(length(data.google_compute_zones.available.names), max(2, length(var.network.private_subnet_cidrs))),
  )
}

resource "google_compute_network" "main" {
  name                    = var.name_prefix
  auto_create_subnetworks = false
  routing_mode            = "REGIONAL"
}

# A subnet spans the zones of its region: the first of each kind is taken.
resource "google_compute_subnetwork" "private" {
  name                     = "${var.name_prefix}-private"
  network                  = google_compute_network.main.id
  region                   = var.region
  ip_cidr_range            = var.network.private_subnet_cidrs[0]
  private_ip_google_access = true

  log_config {
    aggregation_interval = "INTERVAL_10_MIN"
    flow_sampling        = 0.1
  }
}

resource "google_compute_router" "main" {
  name    = var.name_prefix
  network = google_compute_network.main.id
  region  = var.region
}

resource "google_compute_router_nat" "main" {
  name                               = var.name_prefix
  router                             = google_compute_router.main.name
  region                             = var.region
  nat_ip_allocate_option             = "AUTO_ONLY"
  source_subnetwork_ip_ranges_to_nat = "ALL_SUBNETWORKS_ALL_IP_RANGES"

  log_config {
    enable = true
    filter = "ERRORS_ONLY"
  }
}

# Where Google puts databases and caches, which have private addresses only.
resource "google_compute_global_address" "services" {
  count = var.database.enabled || var.cache.enabled ? 1 : 0

  name          = "${var.name_prefix}-services"
  network       = google_compute_network.main.id
  purpose       = "VPC_PEERING"
  address_type  = "INTERNAL"
  address       = split("/", var.network.database_subnet_cidrs[0])[0]
  prefix_length = tonumber(split("/", var.network.database_subnet_cidrs[0])[1])
}

resource "google_service_networking_connection" "services" {
  count = length(google_compute_global_address.services)

  network                 = google_compute_network.main.id
  service                 = "servicenetworking.googleapis.com"
  reserved_peering_ranges = google_compute_global_address.services[*].name
}
