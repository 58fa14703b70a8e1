mock_provider "aws" {
  source = "../../testing/mocks"
}

mock_provider "aws" {
  alias  = "global"
  source = "../../testing/mocks"
}

variables {
  name                     = "melo-test"
  domain                   = "melo.example"
  edge_domain              = "edge.melo.example"
  bucket_domain_name       = "web.s3.amazonaws.com"
  logs_bucket_domain_name  = "logs.s3.amazonaws.com"
  firewall_logs_bucket_arn = "arn:aws:s3:::aws-waf-logs-melo-test"
  certificate_arn          = "arn:aws:acm:us-east-1:111122223333:certificate/1"
  headers = {
    "content-security-policy"    = "default-src 'self'"
    "x-frame-options"            = "DENY"
    "referrer-policy"            = "same-origin"
    "cross-origin-opener-policy" = "same-origin"
    "permissions-policy"         = "camera=()"
  }
}

run "distribution" {
  command = apply
  assert {
    condition     = one(aws_cloudfront_distribution.this.viewer_certificate).minimum_protocol_version == "TLSv1.2_2021" && one(aws_cloudfront_distribution.this.default_cache_behavior).viewer_protocol_policy == "redirect-to-https"
    error_message = "The app is served over TLS only."
  }
  assert {
    condition     = aws_cloudfront_distribution.this.web_acl_id == aws_wafv2_web_acl.this.arn && length(jsondecode(aws_wafv2_web_acl.this.rule_json)) == 4
    error_message = "The firewall is in front of it, with its four rules."
  }
  assert {
    condition     = one([for behavior in aws_cloudfront_distribution.this.ordered_cache_behavior : behavior.compress if behavior.path_pattern == "/graphql*"]) == false && length(aws_cloudfront_distribution.this.ordered_cache_behavior) == 3
    error_message = "Calls go to the edge, uncached and unchanged."
  }
  assert {
    condition     = one(one(aws_cloudfront_response_headers_policy.this.security_headers_config).content_security_policy).content_security_policy == "default-src 'self'"
    error_message = "Pages keep to themselves, as the edge's do."
  }
}
