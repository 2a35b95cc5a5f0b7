locals {
  # The node ports of the ingress controller, see README.md.
  node_ports = { http = 30080, https = 30443 }

  # TLS ends at the load balancer where the cloud makes the certificate, else in the cluster.
  reads_requests = var.certificate.issuer == null
  tls_at_edge    = local.reads_requests && var.certificate.enabled
  # Where TLS ends before, the cluster gets plain HTTP.
  backends = var.features.load_balancer ? (local.reads_requests || !var.certificate.enabled ? ["http"] : ["http", "https"]) : []
}

resource "google_compute_global_address" "edge" {
  count = var.features.load_balancer ? 1 : 0

  name = "${var.name_prefix}-edge"
}

resource "google_compute_instance_group_named_port" "main" {
  for_each = {
    for pair in setproduct(local.backends, range(length(local.zones))) : "${pair[0]}-${pair[1]}" => { port = pair[0], group = pair[1] }
  }

  group = google_container_node_pool.main[0].managed_instance_group_urls[each.value.group]
  name  = each.value.port
  port  = local.node_ports[each.value.port]
}

# Health checks and the load balancer come from these ranges of Google alone (Google Cloud, load balancing firewall rules).
resource "google_compute_firewall" "edge" {
  count = var.features.load_balancer ? 1 : 0

  name          = "${var.name_prefix}-edge"
  network       = google_compute_network.main.id
  source_ranges = ["130.211.0.0/22", "35.191.0.0/16"]
  target_tags   = ["${var.name_prefix}-node"]

  allow {
    protocol = "tcp"
    ports    = [for port in values(local.node_ports) : tostring(port)]
  }
}

resource "google_compute_health_check" "main" {
  for_each = toset(local.backends)

  name = "${var.name_prefix}-${each.value}"

  tcp_health_check {
    port = local.node_ports[each.value]
  }
}

resource "google_compute_backend_service" "main" {
  for_each = toset(local.backends)

  name                  = "${var.name_prefix}-${each.value}"
  protocol              = local.reads_requests ? "HTTP" : "TCP"
  port_name             = each.value
  load_balancing_scheme = "EXTERNAL_MANAGED"
  health_checks         = [google_compute_health_check.main[each.value].id]
  security_policy       = one(google_compute_security_policy.main[*].id)
  enable_cdn            = local.reads_requests ? var.features.cdn : null

  dynamic "backend" {
    for_each = range(length(local.zones))
    content {
      group           = google_container_node_pool.main[0].managed_instance_group_urls[backend.value]
      balancing_mode  = "UTILIZATION"
      max_utilization = 0.8
    }
  }
}

resource "google_compute_url_map" "main" {
  count = var.features.load_balancer && local.reads_requests ? 1 : 0

  name            = var.name_prefix
  default_service = google_compute_backend_service.main["http"].id
}

resource "google_compute_managed_ssl_certificate" "main" {
  count = var.features.load_balancer && local.tls_at_edge ? 1 : 0

  name = var.name_prefix

  managed {
    domains = var.dns.hosts
  }
}

resource "google_compute_ssl_policy" "main" {
  count = var.features.load_balancer && local.tls_at_edge ? 1 : 0

  name            = var.name_prefix
  profile         = "MODERN"
  min_tls_version = "TLS_1_2"
}

resource "google_compute_target_https_proxy" "main" {
  count = var.features.load_balancer && local.tls_at_edge ? 1 : 0

  name             = var.name_prefix
  url_map          = google_compute_url_map.main[0].id
  ssl_certificates = google_compute_managed_ssl_certificate.main[*].id
  ssl_policy       = google_compute_ssl_policy.main[0].id
}

resource "google_compute_target_http_proxy" "main" {
  count = length(google_compute_url_map.main)

  name    = var.name_prefix
  url_map = google_compute_url_map.main[0].id
}

resource "google_compute_target_tcp_proxy" "main" {
  for_each = toset(local.reads_requests ? [] : local.backends)

  name            = "${var.name_prefix}-${each.value}"
  backend_service = google_compute_backend_service.main[each.value].id
}

locals {
  targets = merge(
    { for proxy in google_compute_target_http_proxy.main : "http" => proxy.id },
    { for proxy in google_compute_target_https_proxy.main : "https" => proxy.id },
    { for name, proxy in google_compute_target_tcp_proxy.main : name => proxy.id },
  )
  target_names = var.features.load_balancer ? (var.certificate.enabled ? ["http", "https"] : ["http"]) : []
}

resource "google_compute_global_forwarding_rule" "main" {
  for_each = toset(local.target_names)

  name                  = "${var.name_prefix}-${each.value}"
  target                = local.targets[each.value]
  ip_address            = google_compute_global_address.edge[0].id
  port_range            = each.value == "https" ? "443" : "80"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  labels                = local.labels
}

resource "google_compute_security_policy" "main" {
  count = var.features.load_balancer && (var.waf || var.ddos || length(var.allowed_cidrs) > 0) ? 1 : 0

  name        = var.name_prefix
  description = "Who may reach ${var.name_prefix}"
  type        = "CLOUD_ARMOR"

  dynamic "adaptive_protection_config" {
    for_each = var.ddos ? [true] : []
    content {
      layer_7_ddos_defense_config {
        enable = adaptive_protection_config.value
      }
    }
  }

  dynamic "rule" {
    for_each = var.waf ? { 1000 = "sqli-v33-stable", 1001 = "xss-v33-stable", 1002 = "rce-v33-stable" } : {}
    content {
      action   = "deny(403)"
      priority = rule.key

      match {
        expr {
          expression = "evaluatePreconfiguredWaf('${rule.value}', {'sensitivity': 1})"
        }
      }
    }
  }

  # Ten networks fit into one rule.
  dynamic "rule" {
    for_each = chunklist(var.allowed_cidrs, 10)
    content {
      action   = "allow"
      priority = 2000 + rule.key

      match {
        versioned_expr = "SRC_IPS_V1"

        config {
          src_ip_ranges = rule.value
        }
      }
    }
  }

  rule {
    action   = length(var.allowed_cidrs) > 0 ? "deny(403)" : "allow"
    priority = 2147483647

    match {
      versioned_expr = "SRC_IPS_V1"

      config {
        src_ip_ranges = ["*"]
      }
    }
  }
}
