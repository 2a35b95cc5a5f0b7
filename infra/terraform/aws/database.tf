locals {
  database_version = coalesce(var.database.version, "15")
}

resource "aws_db_subnet_group" "main" {
  count = var.database.enabled ? 1 : 0

  name       = "${var.name_prefix}-database"
  subnet_ids = aws_subnet.database[*].id
}

resource "aws_security_group" "database" {
  count = var.database.enabled ? 1 : 0

  name        = "${var.name_prefix}-database"
  description = "PostgreSQL from the private subnets"
  vpc_id      = aws_vpc.main.id

  tags = { Name = "${var.name_prefix}-database" }
}

resource "aws_vpc_security_group_ingress_rule" "database" {
  for_each = var.database.enabled ? toset(var.network.private_subnet_cidrs) : toset([])

  security_group_id = aws_security_group.database[0].id
  cidr_ipv4         = each.value
  ip_protocol       = "tcp"
  from_port         = var.database.port
  to_port           = var.database.port
}

resource "aws_db_parameter_group" "main" {
  count = var.database.enabled ? 1 : 0

  name   = "${var.name_prefix}-${split(".", local.database_version)[0]}"
  family = "postgres${split(".", local.database_version)[0]}"

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_db_instance" "main" {
  count = var.database.enabled ? 1 : 0

  identifier     = "${var.name_prefix}-${var.database.identifier}"
  engine         = "postgres"
  engine_version = local.database_version
  instance_class = var.database.instance_class
  db_name        = var.database.name
  username       = var.database.user
  port           = var.database.port

  # The cloud makes the password, keeps it in Secrets Manager and turns it: it is in no state.
  manage_master_user_password   = true
  master_user_secret_kms_key_id = aws_kms_key.main.key_id

  storage_type          = "gp3"
  allocated_storage     = var.database.storage_gib
  max_allocated_storage = var.database.max_storage_gib
  storage_encrypted     = var.database.encryption
  kms_key_id            = var.database.encryption ? aws_kms_key.main.arn : null

  db_subnet_group_name   = aws_db_subnet_group.main[0].name
  vpc_security_group_ids = aws_security_group.database[*].id
  publicly_accessible    = false
  multi_az               = var.database.multi_az
  parameter_group_name   = aws_db_parameter_group.main[0].name

  backup_retention_period         = var.database.backup_retention_days
  copy_tags_to_snapshot           = true
  deletion_protection             = var.database.deletion_protection
  skip_final_snapshot             = !var.database.deletion_protection
  final_snapshot_identifier       = var.database.deletion_protection ? "${var.name_prefix}-final" : null
  auto_minor_version_upgrade      = true
  enabled_cloudwatch_logs_exports = ["postgresql"]

  depends_on = [aws_cloudwatch_log_group.database]
}
