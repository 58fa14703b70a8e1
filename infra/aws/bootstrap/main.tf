# Applied once per account, by hand: the bucket of Terraform's state, and the roles that GitHub's workflows assume. It keeps its own
# state in the bucket that it makes: apply with a local state first, then `terraform init -migrate-state`.

terraform {
  required_version = ">= 1.11"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "6.66.0"
    }
  }
}

provider "aws" {
  region = var.region
  default_tags {
    tags = { Project = "melo", ManagedBy = "terraform" }
  }
}

data "aws_caller_identity" "current" {}
data "aws_region" "current" {}

locals {
  account = data.aws_caller_identity.current.account_id
  issuer  = "token.actions.githubusercontent.com"
  region  = data.aws_region.current.region
  # A plan may come from any pull request; a release and an apply only from protected environments of the repository.
  subjects = {
    plan    = ["repo:${var.repository}:pull_request", "repo:${var.repository}:ref:refs/heads/main"]
    publish = ["repo:${var.repository}:environment:release"]
    deploy  = ["repo:${var.repository}:environment:${var.environment}"]
  }
}

module "state" {
  source           = "../modules/bucket"
  name             = "melo-${var.environment}-terraform-state"
  key_arn          = aws_kms_key.state.arn
  old_version_days = 365
}

resource "aws_kms_key" "state" {
  description             = "State of Terraform"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Sid = "Account", Effect = "Allow", Principal = { AWS = "arn:aws:iam::${local.account}:root" }, Action = "kms:*", Resource = "*" }]
  })
}

resource "aws_iam_openid_connect_provider" "github" {
  url            = "https://${local.issuer}"
  client_id_list = ["sts.amazonaws.com"]
}

resource "aws_iam_role" "workflow" {
  for_each             = local.subjects
  name                 = "melo-${var.environment}-${each.key}"
  max_session_duration = 7200
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = aws_iam_openid_connect_provider.github.arn }
      Condition = {
        StringEquals = { "${local.issuer}:aud" = "sts.amazonaws.com", "${local.issuer}:sub" = each.value }
      }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "plan" {
  role       = aws_iam_role.workflow["plan"].name
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}

# A plan reads no secret and no record of a household, though ReadOnlyAccess would let it.
resource "aws_iam_role_policy" "plan" {
  name = "no-data"
  role = aws_iam_role.workflow["plan"].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "NoData"
        Effect = "Deny"
        Action = [
          "dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan", "kafka-cluster:*", "logs:FilterLogEvents",
          "logs:GetLogEvents", "secretsmanager:GetSecretValue",
        ]
        Resource = "*"
      },
      {
        Sid         = "NoObjectsButState"
        Effect      = "Deny"
        Action      = ["s3:GetObject"]
        NotResource = ["${module.state.arn}/*"]
      },
      {
        Sid       = "State"
        Effect    = "Allow"
        Action    = ["kms:Decrypt"]
        Resource  = [aws_kms_key.state.arn]
        Condition = { StringEquals = { "kms:ViaService" = "s3.${local.region}.amazonaws.com" } }
      },
      {
        # Terraform compares the settings of processes, which are encrypted though they are no secrets.
        Sid       = "Settings"
        Effect    = "Allow"
        Action    = ["kms:Decrypt"]
        Resource  = ["arn:aws:kms:${local.region}:${local.account}:key/*"]
        Condition = { StringEquals = { "kms:ViaService" = "ssm.${local.region}.amazonaws.com" } }
      },
    ]
  })
}

# A release adds images, charts and bundles. It changes nothing that runs, and tags never change.
resource "aws_iam_role_policy" "publish" {
  name = "add-releases"
  role = aws_iam_role.workflow["publish"].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        # This action has no resource.
        Sid      = "SignIn"
        Effect   = "Allow"
        Action   = ["ecr:GetAuthorizationToken"]
        Resource = "*"
      },
      {
        Sid    = "Images"
        Effect = "Allow"
        Action = [
          "ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:CompleteLayerUpload", "ecr:DescribeImages", "ecr:GetDownloadUrlForLayer",
          "ecr:InitiateLayerUpload", "ecr:PutImage", "ecr:UploadLayerPart",
        ]
        Resource = ["arn:aws:ecr:${local.region}:${local.account}:repository/melo-${var.environment}/*"]
      },
      {
        Sid      = "Bundles"
        Effect   = "Allow"
        Action   = ["s3:PutObject"]
        Resource = ["arn:aws:s3:::melo-${var.environment}-releases-${local.account}/*"]
      },
      {
        Sid       = "EncryptBundles"
        Effect    = "Allow"
        Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource  = ["arn:aws:kms:${local.region}:${local.account}:key/*"]
        Condition = { StringEquals = { "kms:ViaService" = "s3.${local.region}.amazonaws.com" } }
      },
    ]
  })
}

# Terraform makes roles, keys and networks, so the role that applies is an administrator, held by the boundary below and by approval.
resource "aws_iam_role_policy_attachment" "deploy" {
  #checkov:skip=CKV_AWS_274:Terraform makes roles and keys; a deny policy and the approval of a protected environment hold it
  role       = aws_iam_role.workflow["deploy"].name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}

resource "aws_iam_role_policy" "deploy" {
  name = "keep-the-way-back"
  role = aws_iam_role.workflow["deploy"].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "NoWayAroundThis"
        Effect   = "Deny"
        Action   = ["iam:CreateUser", "iam:CreateAccessKey", "organizations:*", "account:*"]
        Resource = "*"
      },
      {
        Sid      = "BackupsStay"
        Effect   = "Deny"
        Action   = ["rds:DeleteDBSnapshot", "rds:DeleteDBClusterSnapshot", "dynamodb:DeleteBackup", "ec2:DeleteSnapshot", "kms:ScheduleKeyDeletion"]
        Resource = "*"
      },
      {
        Sid      = "StateStays"
        Effect   = "Deny"
        Action   = ["s3:DeleteBucket", "s3:DeleteObjectVersion", "s3:PutBucketVersioning"]
        Resource = [module.state.arn, "${module.state.arn}/*"]
      },
    ]
  })
}
