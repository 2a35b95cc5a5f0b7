locals {
  has_backup = var.backup.enabled && var.database.enabled

  cron = local.has_backup ? split(" ", var.backup.schedule) : ["0", "0", "*", "*", "*"]
  # AWS counts the days of the week from 1, which is Sunday, and wants a question mark for one of the two days.
  week_day = (
    local.cron[4] == "*" ? "?" :
    join(",", [for day in split(",", local.cron[4]) : can(tonumber(day)) ? tostring(tonumber(day) % 7 + 1) : upper(day)])
  )
  month_day = local.week_day == "?" ? local.cron[2] : "?"
  schedule  = "cron(${local.cron[0]} ${local.cron[1]} ${local.month_day} ${local.cron[3]} ${local.week_day} *)"
}

resource "aws_backup_vault" "main" {
  count = local.has_backup ? 1 : 0

  name        = var.name_prefix
  kms_key_arn = aws_kms_key.main.arn
}

resource "aws_backup_plan" "main" {
  count = local.has_backup ? 1 : 0

  name = var.name_prefix

  rule {
    rule_name         = "scheduled"
    target_vault_name = aws_backup_vault.main[0].name
    schedule          = local.schedule

    lifecycle {
      delete_after = max(1, var.backup.keep_days)
    }
  }
}

data "aws_iam_policy_document" "backup_assume" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["backup.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "backup" {
  count = local.has_backup ? 1 : 0

  name               = "${var.name_prefix}-backup"
  assume_role_policy = data.aws_iam_policy_document.backup_assume.json
}

resource "aws_iam_role_policy_attachment" "backup" {
  count = local.has_backup ? 1 : 0

  role       = aws_iam_role.backup[0].name
  policy_arn = "arn:${data.aws_partition.here.partition}:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup"
}

resource "aws_backup_selection" "main" {
  count = local.has_backup ? 1 : 0

  name         = "database"
  plan_id      = aws_backup_plan.main[0].id
  iam_role_arn = aws_iam_role.backup[0].arn
  resources    = aws_db_instance.main[*].arn
}
