# What the world sees: the app behind CloudFront, and the edge behind its load balancer. And the buckets.

module "logs_bucket" {
  source      = "../bucket"
  name        = "${local.name}-logs"
  key_arn     = null
  expire_days = 365
  statements = [{
    Sid       = "AccessLogsOfLoadBalancers"
    Effect    = "Allow"
    Principal = { Service = ["delivery.logs.amazonaws.com", "logging.s3.amazonaws.com"] }
    Action    = "s3:PutObject"
    Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id } }
  }]
}

module "firewall_logs_bucket" {
  source      = "../bucket"
  name        = "aws-waf-logs-${local.name}"
  key_arn     = null
  expire_days = 90
  statements = [{
    Sid       = "FirewallLogs"
    Effect    = "Allow"
    Principal = { Service = ["delivery.logs.amazonaws.com"] }
    Action    = "s3:PutObject"
    Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id } }
  }]
}

module "releases_bucket" {
  source           = "../bucket"
  name             = "${local.name}-releases"
  key_arn          = module.encryption.key_arns.objects
  old_version_days = 180
  logs             = { bucket = module.logs_bucket.id }
}

module "attachments_bucket" {
  source           = "../bucket"
  name             = "${local.name}-attachments"
  key_arn          = module.encryption.key_arns.objects
  old_version_days = 30
  logs             = { bucket = module.logs_bucket.id }
}

module "web_bucket" {
  source  = "../bucket"
  name    = "${local.name}-web"
  key_arn = module.encryption.key_arns.objects
  logs    = { bucket = module.logs_bucket.id }
  statements = [{
    Sid       = "CloudFrontReads"
    Effect    = "Allow"
    Principal = { Service = "cloudfront.amazonaws.com" }
    Action    = "s3:GetObject"
    Condition = { StringEquals = { "AWS:SourceArn" = module.web.distribution_arn } }
  }]
}

module "web" {
  source                   = "../web"
  providers                = { aws = aws, aws.global = aws.global }
  name                     = local.name
  domain                   = var.domains.app
  edge_domain              = var.domains.edge
  bucket_domain_name       = module.web_bucket.domain_name
  logs_bucket_domain_name  = module.logs_bucket.domain_name
  firewall_logs_bucket_arn = module.firewall_logs_bucket.arn
  certificate_arn          = module.dns.certificate_arns.app
  headers                  = local.topology.headers
}

resource "aws_route53_record" "app" {
  for_each = toset(["A", "AAAA"])
  zone_id  = module.dns.public_zone_id
  name     = var.domains.app
  type     = each.key
  alias {
    name                   = module.web.domain_name
    zone_id                = module.web.zone_id
    evaluate_target_health = false
  }
}

resource "aws_route53_record" "edge" {
  zone_id = module.dns.public_zone_id
  name    = var.domains.edge
  type    = "A"
  alias {
    name                   = module.balancer.public.dns_name
    zone_id                = module.balancer.public.zone_id
    evaluate_target_health = true
  }
}

# The registry's certificate is for a public name, which leads to an address that only the VPC reaches.
resource "aws_route53_record" "registry" {
  zone_id = module.dns.public_zone_id
  name    = var.domains.registry
  type    = "CNAME"
  ttl     = 60
  records = [module.registry.endpoint]
}

module "alarms" {
  source            = "../alarms"
  name              = local.name
  environment       = var.environment
  emails            = var.alarm_emails
  monthly_limit_usd = var.monthly_limit_usd
  target_groups     = module.balancer.target_group_suffixes
  public_balancer   = module.balancer.public.arn_suffix
  internal_balancer = module.balancer.internal_arn_suffix
  databases         = merge({ mariadb = module.mariadb.identifier }, { for key, instance in module.postgres : "postgres-${key}" => instance.identifier })
  table_name        = module.dynamodb.table_name
  kafka_cluster     = module.kafka.cluster_name
  redis_group       = module.redis.replication_group_id
  key_arn           = module.encryption.key_arns.alarms
  consumer_topics = merge([
    for name, process in local.processes : {
      for topic in process.topics.read : "${name}-${topic}" => { process = name, topic = topic, seconds = 60 }
      # Dead letters are read by hand, and every process follows sessions in a group of its own.
      if !strcontains(topic, ".dead.") && topic != "melo.users.v1.session"
    }
  ]...)
}
