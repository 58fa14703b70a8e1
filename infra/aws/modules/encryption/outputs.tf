output "key_arns" {
  description = "ARNs by purpose: data, secrets, logs, objects, kafka, alarms."
  value       = { for purpose, key in aws_kms_key.this : purpose => key.arn }
}
