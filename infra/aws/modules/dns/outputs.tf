output "public_zone_id" {
  value = data.aws_route53_zone.public.zone_id
}

output "internal_zone_id" {
  value = aws_route53_zone.internal.zone_id
}

output "certificate_arns" {
  value = merge(
    { app = aws_acm_certificate_validation.app.certificate_arn },
    { for name, validation in aws_acm_certificate_validation.regional : name => validation.certificate_arn },
  )
}
