# What moto, which stands in for AWS here, cannot do; mocked runs in infra/terraform/aws/tests plan these.

provider "aws" {
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  s3_use_path_style           = true
}

# It never says that a selection exists.
resource "aws_backup_selection" "main" {
  count = 0
}

# It has no autoscaling group behind a node group.
resource "aws_autoscaling_attachment" "main" {
  for_each = {}
}

# It gives a cluster no security group.
resource "aws_vpc_security_group_ingress_rule" "node" {
  for_each = {}
}

# It knows no add-ons.
resource "aws_eks_addon" "main" {
  for_each = {}
}
