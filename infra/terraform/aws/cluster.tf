resource "aws_eks_cluster" "main" {
  count = var.cluster.enabled ? 1 : 0

  name     = var.name_prefix
  version  = var.cluster.version
  role_arn = aws_iam_role.cluster[0].arn

  enabled_cluster_log_types = ["api", "audit", "authenticator"]

  access_config {
    authentication_mode                         = "API"
    bootstrap_cluster_creator_admin_permissions = true
  }

  encryption_config {
    resources = ["secrets"]

    provider {
      key_arn = aws_kms_key.main.arn
    }
  }

  vpc_config {
    subnet_ids              = aws_subnet.private[*].id
    endpoint_private_access = true
    endpoint_public_access  = true
    public_access_cidrs     = length(var.allowed_cidrs) > 0 ? var.allowed_cidrs : ["0.0.0.0/0"]
  }

  # The group has to be there first: EKS would make one that keeps logs for ever.
  depends_on = [aws_iam_role_policy_attachment.cluster, aws_cloudwatch_log_group.cluster]
}

# Instance metadata out of the reach of pods, and encrypted disks.
resource "aws_launch_template" "node" {
  count = var.cluster.enabled ? 1 : 0

  name = "${var.name_prefix}-node"

  block_device_mappings {
    device_name = "/dev/xvda"

    ebs {
      volume_size           = 50
      volume_type           = "gp3"
      encrypted             = "true"
      delete_on_termination = "true"
    }
  }

  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  tag_specifications {
    resource_type = "instance"
    tags          = merge(var.tags, { Name = "${var.name_prefix}-node" })
  }
}

resource "aws_eks_node_group" "main" {
  count = var.cluster.enabled ? 1 : 0

  cluster_name    = aws_eks_cluster.main[0].name
  node_group_name = "${var.name_prefix}-main"
  node_role_arn   = aws_iam_role.node[0].arn
  subnet_ids      = aws_subnet.private[*].id
  instance_types  = [var.cluster.node_type]
  version         = var.cluster.version

  launch_template {
    id      = aws_launch_template.node[0].id
    version = aws_launch_template.node[0].latest_version
  }

  scaling_config {
    min_size     = var.cluster.min_nodes
    max_size     = var.cluster.max_nodes
    desired_size = var.cluster.min_nodes
  }

  update_config {
    max_unavailable = 1
  }

  lifecycle {
    # The autoscaler of the cluster changes it.
    ignore_changes = [scaling_config[0].desired_size]
  }

  depends_on = [aws_iam_role_policy_attachment.node]
}

resource "aws_eks_addon" "main" {
  for_each = var.cluster.enabled ? {
    vpc-cni            = null
    kube-proxy         = null
    coredns            = null
    aws-ebs-csi-driver = aws_iam_role.service_account["storage"].arn
  } : {}

  cluster_name                = aws_eks_cluster.main[0].name
  addon_name                  = each.key
  service_account_role_arn    = each.value
  resolve_conflicts_on_create = "OVERWRITE"
  resolve_conflicts_on_update = "OVERWRITE"
  # Without it the plugin of the network accepts NetworkPolicy objects and ignores them.
  configuration_values = each.key == "vpc-cni" ? jsonencode({ enableNetworkPolicy = "true" }) : null

  depends_on = [aws_eks_node_group.main]
}
