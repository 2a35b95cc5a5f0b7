locals {
  # The node ports of the ingress controller, see README.md.
  node_ports = { http = 30080, https = 30443 }

  # TLS ends at the load balancer where the cloud makes the certificate, else in the cluster.
  reads_requests = var.features.load_balancer && var.certificate.issuer == null
  listeners      = var.features.load_balancer ? (var.certificate.enabled ? { http = 80, https = 443 } : { http = 80 }) : {}
  open_to        = length(var.allowed_cidrs) > 0 ? var.allowed_cidrs : ["0.0.0.0/0"]
}

resource "aws_security_group" "edge" {
  count = var.features.load_balancer ? 1 : 0

  name        = "${var.name_prefix}-edge"
  description = "HTTP and HTTPS from outside"
  vpc_id      = aws_vpc.main.id

  tags = { Name = "${var.name_prefix}-edge" }
}

resource "aws_vpc_security_group_ingress_rule" "edge" {
  for_each = {
    for pair in setproduct(keys(local.listeners), local.open_to) : "${pair[0]} ${pair[1]}" => { port = local.listeners[pair[0]], cidr = pair[1] }
  }

  security_group_id = aws_security_group.edge[0].id
  cidr_ipv4         = each.value.cidr
  ip_protocol       = "tcp"
  from_port         = each.value.port
  to_port           = each.value.port
}

resource "aws_vpc_security_group_egress_rule" "edge" {
  for_each = var.features.load_balancer ? local.node_ports : {}

  security_group_id = aws_security_group.edge[0].id
  cidr_ipv4         = var.network.cidr
  ip_protocol       = "tcp"
  from_port         = each.value
  to_port           = each.value
}

# The group that EKS gives to all nodes lets the load balancer in.
resource "aws_vpc_security_group_ingress_rule" "node" {
  for_each = var.features.load_balancer && var.cluster.enabled ? local.node_ports : {}

  security_group_id            = aws_eks_cluster.main[0].vpc_config[0].cluster_security_group_id
  referenced_security_group_id = aws_security_group.edge[0].id
  ip_protocol                  = "tcp"
  from_port                    = each.value
  to_port                      = each.value
}

resource "aws_lb" "main" {
  count = var.features.load_balancer ? 1 : 0

  name                       = substr(var.name_prefix, 0, 32)
  load_balancer_type         = local.reads_requests ? "application" : "network"
  internal                   = false
  subnets                    = aws_subnet.public[*].id
  security_groups            = aws_security_group.edge[*].id
  drop_invalid_header_fields = local.reads_requests ? true : null
  enable_deletion_protection = var.database.deletion_protection
}

resource "aws_lb_target_group" "main" {
  for_each = local.listeners

  name     = "${trimsuffix(substr(var.name_prefix, 0, 24), "-")}-${each.key}"
  vpc_id   = aws_vpc.main.id
  protocol = local.reads_requests ? "HTTP" : "TCP"
  # Where TLS ends before, the cluster gets plain HTTP.
  port = local.reads_requests ? local.node_ports.http : local.node_ports[each.key]

  health_check {
    protocol = "TCP"
  }

  lifecycle {
    create_before_destroy = true

    precondition {
      condition     = length(each.key) <= 7
      error_message = "The name of a target group has 32 characters at most."
    }
  }
}

resource "aws_autoscaling_attachment" "main" {
  for_each = local.listeners

  autoscaling_group_name = aws_eks_node_group.main[0].resources[0].autoscaling_groups[0].name
  lb_target_group_arn    = aws_lb_target_group.main[each.key].arn
}

resource "aws_lb_listener" "main" {
  for_each = local.listeners

  load_balancer_arn = aws_lb.main[0].arn
  port              = each.value
  protocol          = local.reads_requests ? upper(each.key) : "TCP"
  certificate_arn   = local.reads_requests && each.key == "https" ? aws_acm_certificate_validation.main[0].certificate_arn : null
  ssl_policy        = local.reads_requests && each.key == "https" ? "ELBSecurityPolicy-TLS13-1-2-2021-06" : null

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.main[each.key].arn
  }
}

resource "aws_wafv2_web_acl" "main" {
  count = var.waf ? 1 : 0

  name  = var.name_prefix
  scope = "REGIONAL"

  default_action {
    allow {}
  }

  rule {
    name     = "common"
    priority = 1

    override_action {
      none {}
    }

    statement {
      managed_rule_group_statement {
        vendor_name = "AWS"
        name        = "AWSManagedRulesCommonRuleSet"
      }
    }

    visibility_config {
      metric_name                = "common"
      cloudwatch_metrics_enabled = true
      sampled_requests_enabled   = true
    }
  }

  rule {
    name     = "rate"
    priority = 2

    action {
      block {}
    }

    statement {
      rate_based_statement {
        limit              = 2000
        aggregate_key_type = "IP"
      }
    }

    visibility_config {
      metric_name                = "rate"
      cloudwatch_metrics_enabled = true
      sampled_requests_enabled   = true
    }
  }

  visibility_config {
    metric_name                = var.name_prefix
    cloudwatch_metrics_enabled = true
    sampled_requests_enabled   = true
  }
}

resource "aws_wafv2_web_acl_association" "main" {
  count = var.waf ? 1 : 0

  resource_arn = aws_lb.main[0].arn
  web_acl_arn  = aws_wafv2_web_acl.main[0].arn
}

# Shield Advanced is bought for the whole organisation; this only protects with it.
resource "aws_shield_protection" "main" {
  count = var.ddos && var.features.load_balancer ? 1 : 0

  name         = var.name_prefix
  resource_arn = aws_lb.main[0].arn
}
