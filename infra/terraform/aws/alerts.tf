locals {
  has_alerts = var.notification_address != null
}

resource "aws_sns_topic" "alerts" {
  count = local.has_alerts ? 1 : 0

  name              = "${var.name_prefix}-alerts"
  kms_master_key_id = "alias/aws/sns"
}

resource "aws_sns_topic_subscription" "alerts" {
  count = local.has_alerts ? 1 : 0

  topic_arn = aws_sns_topic.alerts[0].arn
  protocol  = "email"
  endpoint  = var.notification_address
}

resource "aws_cloudwatch_metric_alarm" "database_storage" {
  count = local.has_alerts && var.database.enabled ? 1 : 0

  alarm_name          = "${var.name_prefix}-database-storage"
  alarm_description   = "Less than a tenth of the storage that it started with is free."
  namespace           = "AWS/RDS"
  metric_name         = "FreeStorageSpace"
  statistic           = "Minimum"
  comparison_operator = "LessThanThreshold"
  threshold           = var.database.storage_gib * pow(2, 30) / 10
  period              = 300
  evaluation_periods  = 2
  treat_missing_data  = "breaching"
  alarm_actions       = aws_sns_topic.alerts[*].arn
  ok_actions          = aws_sns_topic.alerts[*].arn
  dimensions          = { DBInstanceIdentifier = aws_db_instance.main[0].identifier }
}

resource "aws_cloudwatch_metric_alarm" "database_cpu" {
  count = local.has_alerts && var.database.enabled ? 1 : 0

  alarm_name          = "${var.name_prefix}-database-cpu"
  alarm_description   = "The database has been busy for a quarter of an hour."
  namespace           = "AWS/RDS"
  metric_name         = "CPUUtilization"
  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 80
  period              = 300
  evaluation_periods  = 3
  alarm_actions       = aws_sns_topic.alerts[*].arn
  ok_actions          = aws_sns_topic.alerts[*].arn
  dimensions          = { DBInstanceIdentifier = aws_db_instance.main[0].identifier }
}

resource "aws_cloudwatch_metric_alarm" "cache_memory" {
  count = local.has_alerts && var.cache.enabled ? 1 : 0

  alarm_name          = "${var.name_prefix}-cache-memory"
  alarm_description   = "The cache is almost full."
  namespace           = "AWS/ElastiCache"
  metric_name         = "DatabaseMemoryUsagePercentage"
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 90
  period              = 300
  evaluation_periods  = 2
  alarm_actions       = aws_sns_topic.alerts[*].arn
  ok_actions          = aws_sns_topic.alerts[*].arn
  dimensions          = { ReplicationGroupId = aws_elasticache_replication_group.main[0].id }
}
