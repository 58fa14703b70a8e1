output "arn" {
  value = aws_acmpca_certificate_authority.this.arn
}

output "certificate" {
  value = aws_acmpca_certificate.this.certificate
}
