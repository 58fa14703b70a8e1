output "table_arn" {
  value = aws_dynamodb_table.accounts.arn
}

output "table_name" {
  value = aws_dynamodb_table.accounts.name
}
