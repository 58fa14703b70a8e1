output "state_bucket" {
  value = module.state.id
}

output "role_arns" {
  description = "Roles by what a workflow does: plan, publish, deploy."
  value       = { for name, role in aws_iam_role.workflow : name => role.arn }
}
