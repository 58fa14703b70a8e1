# Names: the public ones in the given zone, the internal ones in a zone that only the VPC sees. Certificates are proven by records.

data "aws_route53_zone" "public" {
  name         = var.public_zone
  private_zone = false
}

resource "aws_route53_zone" "internal" {
  name = var.internal_zone
  vpc {
    vpc_id = var.vpc_id
  }
}

locals {
  certificates = { app = var.app_domain, edge = var.edge_domain, registry = var.registry_domain }
}

# CloudFront takes certificates of us-east-1 only.
resource "aws_acm_certificate" "app" {
  provider          = aws.global
  domain_name       = var.app_domain
  validation_method = "DNS"
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_acm_certificate" "regional" {
  for_each          = { for name, domain in local.certificates : name => domain if name != "app" }
  domain_name       = each.value
  validation_method = "DNS"
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_route53_record" "validation" {
  for_each = {
    app      = one(aws_acm_certificate.app.domain_validation_options)
    edge     = one(aws_acm_certificate.regional["edge"].domain_validation_options)
    registry = one(aws_acm_certificate.regional["registry"].domain_validation_options)
  }
  zone_id         = data.aws_route53_zone.public.zone_id
  name            = each.value.resource_record_name
  type            = each.value.resource_record_type
  records         = [each.value.resource_record_value]
  ttl             = 300
  allow_overwrite = true
}

resource "aws_acm_certificate_validation" "app" {
  provider                = aws.global
  certificate_arn         = aws_acm_certificate.app.arn
  validation_record_fqdns = [aws_route53_record.validation["app"].fqdn]
}

resource "aws_acm_certificate_validation" "regional" {
  for_each                = aws_acm_certificate.regional
  certificate_arn         = each.value.arn
  validation_record_fqdns = [aws_route53_record.validation[each.key].fqdn]
}
