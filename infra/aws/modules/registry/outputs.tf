output "endpoint" {
  description = "Name of the internal load balancer."
  value       = aws_elastic_beanstalk_environment.this.endpoint_url
}

output "security_group_id" {
  value = aws_security_group.hosts.id
}
