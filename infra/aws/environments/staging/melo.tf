module "melo" {
  source      = "../../modules/melo"
  providers   = { aws = aws, aws.global = aws.global }
  environment = "staging"
  cidr        = "10.21.0.0/16"
  domains     = { zone = var.zone, app = "staging.${var.zone}", edge = "edge.staging.${var.zone}", registry = "registry.staging.${var.zone}" }
  # The shape is production's; only sizes and spare parts are smaller.
  nat_per_zone = false

  hosts = { for process in ["users", "categories", "accounts", "budgets", "reports", "notifications", "mesh", "edge"] : process => { instance_type = "t3.small", minimum = 2, maximum = 3 } }
  task  = { cpu = 512, memory = 1024, minimum = 2, maximum = 3 }

  postgres          = { shared = { processes = ["users", "categories", "reports", "notifications"], instance_class = "db.t4g.medium", storage_gib = 50 } }
  mariadb           = { instance_class = "db.t4g.medium", storage_gib = 50 }
  multi_zone        = false
  backup_days       = 7
  dynamodb_capacity = { minimum = 5, maximum = 100 }
  kafka             = { instance_type = "kafka.t3.small", storage_gib = 50 }
  redis_node_type   = "cache.t4g.micro"
  redis_password    = var.redis_password
  mongodb           = { instance_type = "t3.small", storage_gib = 20 }
  registry          = var.registry
  images            = var.images
  alarm_emails      = var.alarm_emails
  monthly_limit_usd = 1800
}
