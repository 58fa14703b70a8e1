module "melo" {
  source       = "../../modules/melo"
  providers    = { aws = aws, aws.global = aws.global }
  environment  = "production"
  cidr         = "10.20.0.0/16"
  domains      = { zone = var.zone, app = var.zone, edge = "edge.${var.zone}", registry = "registry.${var.zone}" }
  nat_per_zone = true

  # Three of each, one per zone. Memory and CPU per process are in docs/performance.md.
  hosts = merge(
    { for process in ["users", "categories", "accounts", "budgets", "reports", "notifications"] : process => { instance_type = "t3.medium", minimum = 3, maximum = 12 } },
    { for process in ["mesh", "edge"] : process => { instance_type = "c7i.large", minimum = 3, maximum = 24 } },
  )
  task = { cpu = 1024, memory = 2048, minimum = 3, maximum = 24 }

  # Identity must not wait for reports.
  postgres = {
    users   = { processes = ["users"], instance_class = "db.m7g.large", storage_gib = 100 }
    reports = { processes = ["reports"], instance_class = "db.m7g.large", storage_gib = 200 }
    shared  = { processes = ["categories", "notifications"], instance_class = "db.t4g.large", storage_gib = 50 }
  }
  mariadb           = { instance_class = "db.m7g.xlarge", storage_gib = 500 }
  multi_zone        = true
  backup_days       = 35
  dynamodb_capacity = { minimum = 50, maximum = 4000 }
  kafka             = { instance_type = "kafka.m7g.large", storage_gib = 200 }
  redis_node_type   = "cache.t4g.medium"
  redis_password    = var.redis_password
  mongodb           = { instance_type = "m7i.large", storage_gib = 200 }
  registry          = var.registry
  images            = var.images
  alarm_emails      = var.alarm_emails
  monthly_limit_usd = 9000
}
