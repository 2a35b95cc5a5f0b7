data "aws_partition" "here" {}

data "aws_iam_policy_document" "cluster_assume" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["eks.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "node_assume" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "cluster" {
  count = var.cluster.enabled ? 1 : 0

  name               = "${var.name_prefix}-cluster"
  assume_role_policy = data.aws_iam_policy_document.cluster_assume.json
}

resource "aws_iam_role_policy_attachment" "cluster" {
  count = var.cluster.enabled ? 1 : 0

  role       = aws_iam_role.cluster[0].name
  policy_arn = "arn:${data.aws_partition.here.partition}:iam::aws:policy/AmazonEKSClusterPolicy"
}

resource "aws_iam_role" "node" {
  count = var.cluster.enabled ? 1 : 0

  name               = "${var.name_prefix}-node"
  assume_role_policy = data.aws_iam_policy_document.node_assume.json
}

# The least that a node needs: to join, to give pods addresses, and to read images.
resource "aws_iam_role_policy_attachment" "node" {
  for_each = var.cluster.enabled ? toset([
    "AmazonEKSWorkerNodePolicy",
    "AmazonEKS_CNI_Policy",
    "AmazonEC2ContainerRegistryPullOnly",
  ]) : toset([])

  role       = aws_iam_role.node[0].name
  policy_arn = "arn:${data.aws_partition.here.partition}:iam::aws:policy/${each.value}"
}

# Service accounts take roles of their own by the tokens of the cluster (IRSA).
resource "aws_iam_openid_connect_provider" "cluster" {
  count = var.cluster.enabled ? 1 : 0

  url            = aws_eks_cluster.main[0].identity[0].oidc[0].issuer
  client_id_list = ["sts.amazonaws.com"]
}

locals {
  issuer = try(replace(aws_eks_cluster.main[0].identity[0].oidc[0].issuer, "https://", ""), "")

  service_accounts = {
    # Of the EBS driver, which makes the volumes of claims.
    storage = "system:serviceaccount:kube-system:ebs-csi-controller-sa"
    # Of the External Secrets Operator, for the passwords of the database and the cache.
    secrets = "system:serviceaccount:external-secrets:external-secrets"
  }
}

data "aws_iam_policy_document" "service_account_assume" {
  for_each = var.cluster.enabled ? local.service_accounts : {}

  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.cluster[0].arn]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:sub"
      values   = [each.value]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:aud"
      values   = ["sts.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "service_account" {
  for_each = var.cluster.enabled ? local.service_accounts : {}

  name               = "${var.name_prefix}-${each.key}"
  assume_role_policy = data.aws_iam_policy_document.service_account_assume[each.key].json
}

resource "aws_iam_role_policy_attachment" "storage" {
  count = var.cluster.enabled ? 1 : 0

  role       = aws_iam_role.service_account["storage"].name
  policy_arn = "arn:${data.aws_partition.here.partition}:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy"
}

locals {
  vault_secrets = concat(
    [for database in aws_db_instance.main : try(database.master_user_secret[0].secret_arn, null)],
    aws_secretsmanager_secret.cache[*].arn,
  )
}

data "aws_iam_policy_document" "secrets" {
  count = var.cluster.enabled && (var.database.enabled || var.cache.enabled) ? 1 : 0

  statement {
    actions   = ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"]
    resources = compact(local.vault_secrets)
  }
}

resource "aws_iam_role_policy" "secrets" {
  count = length(data.aws_iam_policy_document.secrets)

  name   = "read-passwords"
  role   = aws_iam_role.service_account["secrets"].name
  policy = data.aws_iam_policy_document.secrets[0].json
}
