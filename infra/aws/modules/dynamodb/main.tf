# The table of accounts, with the keys that services/accounts/database.ts names (infra/aws/dynamodb.test.ts compares them).

resource "aws_dynamodb_table" "accounts" {
  name                        = var.table_name
  billing_mode                = "PROVISIONED"
  read_capacity               = var.capacity.minimum
  write_capacity              = var.capacity.minimum
  hash_key                    = "pk"
  range_key                   = "sk"
  deletion_protection_enabled = true

  dynamic "attribute" {
    for_each = ["pk", "sk", "id"]
    content {
      name = attribute.value
      type = "S"
    }
  }

  global_secondary_index {
    name            = "by_id"
    hash_key        = "id"
    projection_type = "ALL"
    read_capacity   = var.capacity.minimum
    write_capacity  = var.capacity.minimum
  }

  ttl {
    attribute_name = "expire"
    enabled        = true
  }

  point_in_time_recovery {
    enabled                 = true
    recovery_period_in_days = 35
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = var.key_arn
  }

  # Autoscaling moves the capacity.
  lifecycle {
    ignore_changes = [read_capacity, write_capacity]
  }
}

locals {
  scaled = merge([
    for target in ["table/${var.table_name}", "table/${var.table_name}/index/by_id"] : {
      for operation in ["Read", "Write"] : "${target}:${operation}" => {
        resource  = target
        dimension = "dynamodb:${strcontains(target, "/index/") ? "index" : "table"}:${operation}CapacityUnits"
        metric    = "DynamoDB${operation}CapacityUtilization"
      }
    }
  ]...)
}

resource "aws_appautoscaling_target" "this" {
  for_each           = local.scaled
  service_namespace  = "dynamodb"
  resource_id        = each.value.resource
  scalable_dimension = each.value.dimension
  min_capacity       = var.capacity.minimum
  max_capacity       = var.capacity.maximum
  depends_on         = [aws_dynamodb_table.accounts]
}

resource "aws_appautoscaling_policy" "this" {
  for_each           = local.scaled
  name               = "utilisation"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = "dynamodb"
  resource_id        = aws_appautoscaling_target.this[each.key].resource_id
  scalable_dimension = aws_appautoscaling_target.this[each.key].scalable_dimension
  target_tracking_scaling_policy_configuration {
    target_value = 60
    predefined_metric_specification {
      predefined_metric_type = each.value.metric
    }
  }
}
