output "target_group_arns" {
  description = "Target groups by process, the edge's included."
  value       = { for process, group in aws_lb_target_group.this : process => group.arn }
}

output "security_group_ids" {
  description = "Groups by process, the edge's included."
  value       = { for process, group in aws_security_group.process : process => group.id }
}

output "public" {
  value = { arn_suffix = aws_lb.public.arn_suffix, dns_name = aws_lb.public.dns_name, zone_id = aws_lb.public.zone_id }
}

output "internal_arn_suffix" {
  value = aws_lb.internal.arn_suffix
}

output "target_group_suffixes" {
  value = { for process, group in aws_lb_target_group.this : process => group.arn_suffix }
}

output "permitted_calls" {
  description = "Pairs of caller and process that the network lets through."
  value       = [for call in local.callers : "${call.caller} -> ${call.process}"]
}
