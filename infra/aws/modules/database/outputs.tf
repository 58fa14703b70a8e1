output "address" {
  value = aws_db_instance.this.address
}

output "port" {
  value = local.engine.port
}

output "identifier" {
  value = aws_db_instance.this.identifier
}

output "administrator_secret_arn" {
  description = "Secret of the administrator, by which Ansible creates the roles of services."
  value       = one(aws_db_instance.this.master_user_secret[*].secret_arn)
}
