output "role_arns" {
  value = { for process, role in aws_iam_role.process : process => role.arn }
}

output "role_names" {
  value = { for process, role in aws_iam_role.process : process => role.name }
}

output "instance_profiles" {
  value = { for process, profile in aws_iam_instance_profile.process : process => profile.name }
}

output "policies" {
  description = "Statements by process, for tests."
  value       = { for process, policy in aws_iam_role_policy.process : process => jsondecode(policy.policy).Statement }
}
