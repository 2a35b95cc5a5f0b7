locals {
  # What CloudWatch allows; the next longer time is taken.
  retention_steps = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653]
  log_retention   = [for days in local.retention_steps : days if days >= var.logs.retention_days][0]
}

resource "aws_cloudwatch_log_group" "cluster" {
  count = var.cluster.enabled ? 1 : 0

  name              = "/aws/eks/${var.name_prefix}/cluster"
  retention_in_days = local.log_retention
}

resource "aws_cloudwatch_log_group" "database" {
  count = var.database.enabled ? 1 : 0

  name              = "/aws/rds/instance/${var.name_prefix}-${var.database.identifier}/postgresql"
  retention_in_days = local.log_retention
}
