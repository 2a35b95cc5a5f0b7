# One key for data at rest of this environment; the cloud turns it every year.
resource "aws_kms_key" "main" {
  description             = "Data of ${var.name_prefix}"
  enable_key_rotation     = true
  deletion_window_in_days = 30
}

resource "aws_kms_alias" "main" {
  name          = "alias/${var.name_prefix}"
  target_key_id = aws_kms_key.main.key_id
}
