# What AWS alone can see. Alerts on Melo's own figures are Prometheus', under observability/.

resource "aws_sns_topic" "this" {
  name              = var.name
  kms_master_key_id = var.key_arn
}

resource "aws_sns_topic_subscription" "email" {
  for_each  = toset(var.emails)
  topic_arn = aws_sns_topic.this.arn
  protocol  = "email"
  endpoint  = each.value
}

locals {
  databases = flatten([for name, identifier in var.databases : [
    { key = "${name}-cpu", metric = "CPUUtilization", identifier = identifier, statistic = "Average", comparison = "GreaterThanThreshold", threshold = 80, text = "CPU above 80 %" },
    { key = "${name}-storage", metric = "FreeStorageSpace", identifier = identifier, statistic = "Minimum", comparison = "LessThanThreshold", threshold = 10 * 1024 * 1024 * 1024, text = "less than 10 GiB of storage free" },
    { key = "${name}-memory", metric = "FreeableMemory", identifier = identifier, statistic = "Minimum", comparison = "LessThanThreshold", threshold = 256 * 1024 * 1024, text = "less than 256 MiB of memory free" },
  ]])
  kafka = {
    offline    = { metric = "OfflinePartitionsCount", comparison = "GreaterThanThreshold", threshold = 0, text = "Partitions without a leader: their events wait" }
    controller = { metric = "ActiveControllerCount", comparison = "LessThanThreshold", threshold = 1, text = "The cluster has no controller" }
  }
}

resource "aws_cloudwatch_metric_alarm" "unhealthy" {
  for_each            = var.target_groups
  alarm_name          = "${var.name}-${each.key}-unhealthy"
  alarm_description   = "A host or task of ${each.key} is not ready. First look: its log group, then /ready of its sidecar."
  namespace           = "AWS/NetworkELB"
  metric_name         = "UnHealthyHostCount"
  dimensions          = { TargetGroup = each.value, LoadBalancer = each.key == "edge" ? var.public_balancer : var.internal_balancer }
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 3
  threshold           = 0
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "breaching"
  alarm_actions       = [aws_sns_topic.this.arn]
  ok_actions          = [aws_sns_topic.this.arn]
}

resource "aws_cloudwatch_metric_alarm" "database" {
  for_each            = { for alarm in local.databases : alarm.key => alarm }
  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = "${each.value.identifier}: ${each.value.text}."
  namespace           = "AWS/RDS"
  metric_name         = each.value.metric
  dimensions          = { DBInstanceIdentifier = each.value.identifier }
  statistic           = each.value.statistic
  period              = 60
  evaluation_periods  = 5
  threshold           = each.value.threshold
  comparison_operator = each.value.comparison
  alarm_actions       = [aws_sns_topic.this.arn]
  ok_actions          = [aws_sns_topic.this.arn]
}

resource "aws_cloudwatch_metric_alarm" "dynamodb" {
  for_each            = toset(["ReadThrottleEvents", "WriteThrottleEvents"])
  alarm_name          = "${var.name}-accounts-${each.key}"
  alarm_description   = "DynamoDB throttles accounts. First look: the most capacity of module dynamodb."
  namespace           = "AWS/DynamoDB"
  metric_name         = each.key
  dimensions          = { TableName = var.table_name }
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 5
  threshold           = 0
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.this.arn]
}

resource "aws_cloudwatch_metric_alarm" "kafka" {
  for_each            = local.kafka
  alarm_name          = "${var.name}-kafka-${each.key}"
  alarm_description   = "${each.value.text}."
  namespace           = "AWS/Kafka"
  metric_name         = each.value.metric
  dimensions          = { "Cluster Name" = var.kafka_cluster }
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 3
  threshold           = each.value.threshold
  comparison_operator = each.value.comparison
  alarm_actions       = [aws_sns_topic.this.arn]
  ok_actions          = [aws_sns_topic.this.arn]
}

resource "aws_cloudwatch_metric_alarm" "lag" {
  for_each            = var.consumer_topics
  alarm_name          = "${var.name}-${each.key}-lag"
  alarm_description   = "Consumer ${each.value.process} is more than ${each.value.seconds} s behind ${each.value.topic}."
  namespace           = "AWS/Kafka"
  metric_name         = "EstimatedMaxTimeLag"
  dimensions          = { "Cluster Name" = var.kafka_cluster, "Consumer Group" = "melo.${each.value.process}", "Topic" = each.value.topic }
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 5
  threshold           = each.value.seconds
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.this.arn]
  ok_actions          = [aws_sns_topic.this.arn]
}

resource "aws_cloudwatch_metric_alarm" "redis" {
  alarm_name          = "${var.name}-redis-memory"
  alarm_description   = "Redis is nearly full and evicts nothing, so sign-in would fail."
  namespace           = "AWS/ElastiCache"
  metric_name         = "DatabaseMemoryUsagePercentage"
  dimensions          = { ReplicationGroupId = var.redis_group }
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 5
  threshold           = 80
  comparison_operator = "GreaterThanThreshold"
  alarm_actions       = [aws_sns_topic.this.arn]
  ok_actions          = [aws_sns_topic.this.arn]
}

resource "aws_budgets_budget" "this" {
  name         = var.name
  budget_type  = "COST"
  limit_amount = tostring(var.monthly_limit_usd)
  limit_unit   = "USD"
  time_unit    = "MONTHLY"
  cost_filter {
    name   = "TagKeyValue"
    values = ["user:Environment$${var.environment}"]
  }
  dynamic "notification" {
    for_each = { ACTUAL = 80, FORECASTED = 100 }
    content {
      notification_type          = notification.key
      threshold                  = notification.value
      threshold_type             = "PERCENTAGE"
      comparison_operator        = "GREATER_THAN"
      subscriber_email_addresses = var.emails
    }
  }
}
