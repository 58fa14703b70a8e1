# A customer-managed key for each kind of data, so that the right to read one kind gives no right to read another.

data "aws_caller_identity" "current" {}
data "aws_region" "current" {}

locals {
  purposes = {
    data    = "Databases, DynamoDB, ElastiCache and volumes"
    secrets = "Secrets Manager"
    logs    = "CloudWatch log groups"
    objects = "S3 objects"
    kafka   = "MSK"
    alarms  = "Alarm messages"
  }
  # AWS services that use a key without a role of this account.
  services = {
    logs    = ["logs.${data.aws_region.current.region}.amazonaws.com"]
    alarms  = ["cloudwatch.amazonaws.com", "budgets.amazonaws.com"]
    objects = ["cloudfront.amazonaws.com", "delivery.logs.amazonaws.com"]
  }
}

resource "aws_kms_key" "this" {
  for_each                = local.purposes
  description             = "${var.name}: ${each.value}"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [{
        Sid       = "Account"
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:root" }
        Action    = "kms:*"
        Resource  = "*"
      }],
      [for service in lookup(local.services, each.key, []) : {
        Sid       = replace(title(replace(service, ".", " ")), " ", "")
        Effect    = "Allow"
        Principal = { Service = service }
        Action    = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]
        Resource  = "*"
        Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id } }
      } if service != "logs.${data.aws_region.current.region}.amazonaws.com"],
      # CloudWatch Logs passes the log group and no source account.
      [for service in lookup(local.services, each.key, []) : {
        Sid       = "LogGroups"
        Effect    = "Allow"
        Principal = { Service = service }
        Action    = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]
        Resource  = "*"
        Condition = { ArnLike = { "kms:EncryptionContext:aws:logs:arn" = "arn:aws:logs:*:${data.aws_caller_identity.current.account_id}:*" } }
      } if service == "logs.${data.aws_region.current.region}.amazonaws.com"],
    )
  })
}

resource "aws_kms_alias" "this" {
  for_each      = local.purposes
  name          = "alias/${var.name}-${each.key}"
  target_key_id = aws_kms_key.this[each.key].key_id
}
