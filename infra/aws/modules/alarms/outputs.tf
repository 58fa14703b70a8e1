output "topic_arn" {
  value = aws_sns_topic.this.arn
}

output "names" {
  value = concat(
    [for alarm in aws_cloudwatch_metric_alarm.unhealthy : alarm.alarm_name],
    [for alarm in aws_cloudwatch_metric_alarm.database : alarm.alarm_name],
    [for alarm in aws_cloudwatch_metric_alarm.dynamodb : alarm.alarm_name],
    [for alarm in aws_cloudwatch_metric_alarm.kafka : alarm.alarm_name],
    [for alarm in aws_cloudwatch_metric_alarm.lag : alarm.alarm_name],
    [aws_cloudwatch_metric_alarm.redis.alarm_name],
  )
}
