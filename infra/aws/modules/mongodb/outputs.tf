output "instance_ids" {
  value = [for member in aws_instance.member : member.id]
}

output "addresses" {
  value = [for record in aws_route53_record.member : record.fqdn]
}
