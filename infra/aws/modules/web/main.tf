# The web app: files in S3, CloudFront in front of them and of the edge, so that app and API have one origin. WAF stops floods and
# known attacks before they reach the edge, which has limits of its own.

locals {
  api_paths     = ["/graphql*", "/melo.*", "/grpc.*"]
  s3_origin     = "files"
  api_origin    = "edge"
  bucket_policy = "AllowCloudFront"
}

resource "aws_cloudfront_origin_access_control" "this" {
  name                              = var.name
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

resource "aws_cloudfront_distribution" "this" {
  #checkov:skip=CKV_AWS_374:People travel with their money
  #checkov:skip=CKV_AWS_310:The files have one bucket and the API one edge, both of which span zones
  #checkov:skip=CKV2_AWS_47:The rule set of known bad inputs is in rule_json, which checkov does not read
  comment             = var.name
  enabled             = true
  is_ipv6_enabled     = true
  http_version        = "http2and3"
  aliases             = [var.domain]
  default_root_object = "index.html"
  price_class         = "PriceClass_100"
  web_acl_id          = aws_wafv2_web_acl.this.arn

  origin {
    origin_id                = local.s3_origin
    domain_name              = var.bucket_domain_name
    origin_access_control_id = aws_cloudfront_origin_access_control.this.id
  }

  origin {
    origin_id   = local.api_origin
    domain_name = var.edge_domain
    custom_origin_config {
      http_port                = 80
      https_port               = 443
      origin_protocol_policy   = "https-only"
      origin_ssl_protocols     = ["TLSv1.2"]
      origin_read_timeout      = 60
      origin_keepalive_timeout = 60
    }
  }

  default_cache_behavior {
    target_origin_id           = local.s3_origin
    viewer_protocol_policy     = "redirect-to-https"
    allowed_methods            = ["GET", "HEAD", "OPTIONS"]
    cached_methods             = ["GET", "HEAD"]
    compress                   = true
    cache_policy_id            = data.aws_cloudfront_cache_policy.optimized.id
    response_headers_policy_id = aws_cloudfront_response_headers_policy.this.id
    function_association {
      event_type   = "viewer-request"
      function_arn = aws_cloudfront_function.routes.arn
    }
  }

  dynamic "ordered_cache_behavior" {
    for_each = local.api_paths
    content {
      path_pattern             = ordered_cache_behavior.value
      target_origin_id         = local.api_origin
      viewer_protocol_policy   = "https-only"
      allowed_methods          = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]
      cached_methods           = ["GET", "HEAD"]
      compress                 = false
      cache_policy_id          = data.aws_cloudfront_cache_policy.disabled.id
      origin_request_policy_id = data.aws_cloudfront_origin_request_policy.all_but_host.id
    }
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    acm_certificate_arn      = var.certificate_arn
    ssl_support_method       = "sni-only"
    minimum_protocol_version = "TLSv1.2_2021"
  }

  logging_config {
    bucket          = var.logs_bucket_domain_name
    prefix          = "cloudfront/"
    include_cookies = false
  }
}

data "aws_cloudfront_cache_policy" "optimized" {
  name = "Managed-CachingOptimized"
}

data "aws_cloudfront_cache_policy" "disabled" {
  name = "Managed-CachingDisabled"
}

data "aws_cloudfront_origin_request_policy" "all_but_host" {
  name = "Managed-AllViewerExceptHostHeader"
}

# Paths of the app, such as /transactions, are index.html; files have a dot. An error page would hide the API's own 404.
resource "aws_cloudfront_function" "routes" {
  name    = "${var.name}-routes"
  runtime = "cloudfront-js-2.0"
  comment = "Answers the app's own paths with index.html"
  publish = true
  code    = file("${path.module}/routes.js")
}

resource "aws_cloudfront_response_headers_policy" "this" {
  name = var.name
  security_headers_config {
    content_security_policy {
      content_security_policy = var.headers["content-security-policy"]
      override                = true
    }
    content_type_options {
      override = true
    }
    frame_options {
      frame_option = var.headers["x-frame-options"]
      override     = true
    }
    referrer_policy {
      referrer_policy = var.headers["referrer-policy"]
      override        = true
    }
    strict_transport_security {
      access_control_max_age_sec = 63072000
      include_subdomains         = true
      preload                    = true
      override                   = true
    }
  }
  custom_headers_config {
    dynamic "items" {
      for_each = toset(["cross-origin-opener-policy", "permissions-policy"])
      content {
        header   = items.key
        value    = var.headers[items.key]
        override = true
      }
    }
  }
}

locals {
  # The common set's limit of 8 KiB for bodies would stop imports, so this one rule counts instead of blocking.
  managed_rules = { AWSManagedRulesAmazonIpReputationList = [], AWSManagedRulesKnownBadInputsRuleSet = [], AWSManagedRulesCommonRuleSet = ["SizeRestrictions_BODY"] }
  visible       = { SampledRequestsEnabled = true, CloudWatchMetricsEnabled = true }
}

resource "aws_wafv2_web_acl" "this" {
  #checkov:skip=CKV_AWS_192:The rule set of known bad inputs is in rule_json, which checkov does not read
  #checkov:skip=CKV_AWS_175:The rules are in rule_json, which checkov does not read
  provider = aws.global
  name     = var.name
  scope    = "CLOUDFRONT"
  default_action {
    allow {}
  }
  rule_json = jsonencode(concat(
    [{
      Name             = "rate"
      Priority         = 0
      Action           = { Block = {} }
      Statement        = { RateBasedStatement = { Limit = var.requests_per_five_minutes, AggregateKeyType = "IP", EvaluationWindowSec = 300 } }
      VisibilityConfig = merge(local.visible, { MetricName = "${var.name}-rate" })
    }],
    [for index, name in keys(local.managed_rules) : {
      Name           = name
      Priority       = index + 1
      OverrideAction = { None = {} }
      Statement = { ManagedRuleGroupStatement = {
        VendorName          = "AWS"
        Name                = name
        RuleActionOverrides = [for rule in local.managed_rules[name] : { Name = rule, ActionToUse = { Count = {} } }]
      } }
      VisibilityConfig = merge(local.visible, { MetricName = "${var.name}-${name}" })
    }],
  ))
  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = var.name
    sampled_requests_enabled   = true
  }
}

# Tokens and cookies are left out of the log.
resource "aws_wafv2_web_acl_logging_configuration" "this" {
  provider                = aws.global
  resource_arn            = aws_wafv2_web_acl.this.arn
  log_destination_configs = [var.firewall_logs_bucket_arn]
  dynamic "redacted_fields" {
    for_each = toset(["authorization", "cookie"])
    content {
      single_header {
        name = redacted_fields.key
      }
    }
  }
}
