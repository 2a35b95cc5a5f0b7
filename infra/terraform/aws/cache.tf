resource "aws_elasticache_subnet_group" "main" {
  count = var.cache.enabled ? 1 : 0

  name       = "${var.name_prefix}-cache"
  subnet_ids = aws_subnet.database[*].id
}

resource "aws_security_group" "cache" {
  count = var.cache.enabled ? 1 : 0

  name        = "${var.name_prefix}-cache"
  description = "Redis from the private subnets"
  vpc_id      = aws_vpc.main.id

  tags = { Name = "${var.name_prefix}-cache" }
}

resource "aws_vpc_security_group_ingress_rule" "cache" {
  for_each = var.cache.enabled ? toset(var.network.private_subnet_cidrs) : toset([])

  security_group_id = aws_security_group.cache[0].id
  cidr_ipv4         = each.value
  ip_protocol       = "tcp"
  from_port         = var.cache.port
  to_port           = var.cache.port
}

resource "aws_elasticache_parameter_group" "main" {
  count = var.cache.enabled ? 1 : 0

  name   = "${var.name_prefix}-redis7"
  family = "redis7"

  parameter {
    name  = "maxmemory-policy"
    value = var.cache.maxmemory_policy
  }

  lifecycle {
    create_before_destroy = true
  }
}

# ElastiCache has no argument that is only written: the token is in the state, which is encrypted, and in Secrets Manager.
resource "random_password" "cache" {
  count = var.cache.enabled ? 1 : 0

  length  = 64
  special = false
}

resource "aws_elasticache_replication_group" "main" {
  count = var.cache.enabled ? 1 : 0

  replication_group_id = "${substr(var.name_prefix, 0, 30)}-cache"
  description          = "Cache of ${var.name_prefix}"
  engine               = "redis"
  # The newest that is Redis; what follows in this service is Valkey.
  engine_version       = "7.1"
  node_type            = var.cache.node_type
  port                 = var.cache.port
  parameter_group_name = aws_elasticache_parameter_group.main[0].name

  num_cache_clusters         = var.cache.node_count
  automatic_failover_enabled = var.cache.node_count > 1
  multi_az_enabled           = var.cache.node_count > 1

  subnet_group_name          = aws_elasticache_subnet_group.main[0].name
  security_group_ids         = aws_security_group.cache[*].id
  transit_encryption_enabled = true
  at_rest_encryption_enabled = true
  kms_key_id                 = aws_kms_key.main.arn
  auth_token                 = random_password.cache[0].result
  auth_token_update_strategy = "ROTATE"

  snapshot_retention_limit   = var.cache.persistence ? var.backup.keep_days : 0
  auto_minor_version_upgrade = true
  apply_immediately          = true
}

resource "aws_secretsmanager_secret" "cache" {
  count = var.cache.enabled ? 1 : 0

  name       = "${var.name_prefix}/${var.cache.identifier}"
  kms_key_id = aws_kms_key.main.key_id
}

resource "aws_secretsmanager_secret_version" "cache" {
  count = var.cache.enabled ? 1 : 0

  secret_id     = aws_secretsmanager_secret.cache[0].id
  secret_string = jsonencode({ password = random_password.cache[0].result })
}
