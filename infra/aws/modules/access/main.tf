# A role for each process, with what this process needs and nothing else: its secrets, its topics, its table, its logs.

data "aws_caller_identity" "current" {}
data "aws_region" "current" {}

locals {
  hosts = { for process, settings in var.processes : process => settings if !contains(var.task_processes, process) }
  kafka = { for process, settings in var.processes : process => settings if length(settings.topics.read) + length(settings.topics.write) > 0 }

  # arn:aws:kafka:region:account:cluster/NAME/UUID names topics and groups by the same path.
  kafka_prefix = "arn:aws:kafka:${data.aws_region.current.region}:${data.aws_caller_identity.current.account_id}"
  kafka_path   = "${var.kafka.name}/${var.kafka.uuid}"

  secret_statements = {
    for process, settings in var.processes : process => [for statement in [
      {
        Sid      = "OwnSecrets"
        Effect   = "Allow"
        Action   = ["secretsmanager:GetSecretValue"]
        Resource = sort(settings.secret_arns)
      },
      {
        Sid      = "DecryptOwnSecrets"
        Effect   = "Allow"
        Action   = ["kms:Decrypt"]
        Resource = [var.secrets_key_arn]
        # Settings are a parameter of Systems Manager under the same key.
        Condition = { StringEquals = { "kms:ViaService" = [for service in ["secretsmanager", "ssm"] : "${service}.${data.aws_region.current.region}.amazonaws.com"] } }
      },
    ] : statement if length(settings.secret_arns) > 0]
  }

  kafka_statements = {
    for process, settings in var.processes : process => [for statement in [
      {
        Sid      = "Connect"
        Effect   = "Allow"
        Action   = ["kafka-cluster:Connect", "kafka-cluster:DescribeCluster", "kafka-cluster:WriteDataIdempotently"]
        Resource = ["${local.kafka_prefix}:cluster/${local.kafka_path}"]
      },
      {
        Sid      = "Publish"
        Effect   = "Allow"
        Action   = ["kafka-cluster:DescribeTopic", "kafka-cluster:CreateTopic", "kafka-cluster:WriteData", "kafka-cluster:DescribeTopicDynamicConfiguration", "kafka-cluster:AlterTopicDynamicConfiguration"]
        Resource = [for topic in settings.topics.write : "${local.kafka_prefix}:topic/${local.kafka_path}/${topic}"]
      },
      {
        Sid      = "Consume"
        Effect   = "Allow"
        Action   = ["kafka-cluster:DescribeTopic", "kafka-cluster:DescribeTopicDynamicConfiguration", "kafka-cluster:ReadData"]
        Resource = [for topic in settings.topics.read : "${local.kafka_prefix}:topic/${local.kafka_path}/${topic}"]
      },
      {
        Sid      = "OwnGroups"
        Effect   = "Allow"
        Action   = ["kafka-cluster:DescribeGroup", "kafka-cluster:AlterGroup", "kafka-cluster:DeleteGroup"]
        Resource = ["${local.kafka_prefix}:group/${local.kafka_path}/melo.${process}", "${local.kafka_prefix}:group/${local.kafka_path}/melo.${process}.*"]
      },
    ] : statement if contains(keys(local.kafka), process)]
  }

  dynamodb_statements = {
    for process, settings in var.processes : process => [for statement in [
      {
        Sid    = "OwnTable"
        Effect = "Allow"
        Action = [
          "dynamodb:BatchGetItem", "dynamodb:BatchWriteItem", "dynamodb:ConditionCheckItem", "dynamodb:DeleteItem", "dynamodb:DescribeTable",
          "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:Scan", "dynamodb:UpdateItem",
        ]
        Resource = [var.table_arn, "${var.table_arn}/index/*"]
      },
      {
        Sid       = "DecryptOwnTable"
        Effect    = "Allow"
        Action    = ["kms:Decrypt", "kms:DescribeKey"]
        Resource  = [var.data_key_arn]
        Condition = { StringEquals = { "kms:ViaService" = "dynamodb.${data.aws_region.current.region}.amazonaws.com" } }
      },
    ] : statement if contains(settings.stores, "dynamodb")]
  }

  release_statements = {
    for process, settings in var.processes : process => [for statement in [
      {
        Sid      = "Releases"
        Effect   = "Allow"
        Action   = ["s3:GetObject"]
        Resource = ["${var.releases_bucket_arn}/${process}/*", "${var.releases_bucket_arn}/ansible/*"]
      },
      {
        Sid       = "DecryptReleases"
        Effect    = "Allow"
        Action    = ["kms:Decrypt"]
        Resource  = [var.objects_key_arn]
        Condition = { StringEquals = { "kms:ViaService" = "s3.${data.aws_region.current.region}.amazonaws.com" } }
      },
      {
        Sid    = "Settings"
        Effect = "Allow"
        Action = ["ssm:GetParameter", "ssm:GetParametersByPath"]
        Resource = [for path in ["${process}", "${process}/*", "shared/*"] :
          "arn:aws:ssm:${data.aws_region.current.region}:${data.aws_caller_identity.current.account_id}:parameter/melo/${var.environment}/${path}"
        ]
      },
    ] : statement if contains(keys(local.hosts), process)]
  }
}

resource "aws_iam_role" "process" {
  for_each             = var.processes
  name                 = "${var.name}-${each.key}"
  description          = "What ${each.key} may do"
  max_session_duration = 3600
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = contains(var.task_processes, each.key) ? "ecs-tasks.amazonaws.com" : "ec2.amazonaws.com" }
      # Without it, another account's task could make AWS assume the role in its name.
      Condition = { for operator, values in { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id } } : operator => values if contains(var.task_processes, each.key) }
    }]
  })
  tags = { Process = each.key }
}

resource "aws_iam_role_policy" "process" {
  for_each = {
    for process, _ in var.processes : process => concat(
      local.secret_statements[process], local.kafka_statements[process], local.dynamodb_statements[process], local.release_statements[process],
    )
  }
  name   = "own"
  role   = aws_iam_role.process[each.key].id
  policy = jsonencode({ Version = "2012-10-17", Statement = each.value })
}

# Sessions and patches by Systems Manager, so no host has an SSH key or an open port 22.
resource "aws_iam_role_policy_attachment" "systems_manager" {
  for_each   = local.hosts
  role       = aws_iam_role.process[each.key].name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
}

resource "aws_iam_instance_profile" "process" {
  for_each = local.hosts
  name     = "${var.name}-${each.key}"
  role     = aws_iam_role.process[each.key].name
}
