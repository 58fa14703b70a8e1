# The stores. Each lets in the processes that own data in it, and no others.

module "postgres" {
  source          = "../database"
  for_each        = var.postgres
  name            = "${local.name}-postgres-${each.key}"
  engine          = "postgres"
  instance_class  = each.value.instance_class
  storage_gib     = each.value.storage_gib
  multi_zone      = var.multi_zone
  backup_days     = var.backup_days
  vpc_id          = module.network.vpc_id
  subnet_ids      = module.network.subnet_ids.data
  clients         = merge({ for name in each.value.processes : name => local.groups.postgres[name] }, each.key == local.registry_instance ? { registry = module.registry.security_group_id } : {})
  data_key_arn    = module.encryption.key_arns.data
  secrets_key_arn = module.encryption.key_arns.secrets
}

locals {
  # The schema registry keeps its schemas beside the small databases of categories.
  registry_instance = one([for key, instance in var.postgres : key if contains(instance.processes, "categories")])
  served            = flatten([for instance in var.postgres : instance.processes])
}

# A process whose database is on no instance, or on two, would be found only when it starts.
check "every_postgres_process_has_one_instance" {
  assert {
    condition     = sort(local.served) == sort(local.with_store.postgres)
    error_message = "var.postgres must name each of ${join(", ", local.with_store.postgres)} once; it names ${join(", ", local.served)}."
  }
}

module "mariadb" {
  source          = "../database"
  name            = "${local.name}-mariadb"
  engine          = "mariadb"
  instance_class  = var.mariadb.instance_class
  storage_gib     = var.mariadb.storage_gib
  multi_zone      = var.multi_zone
  backup_days     = var.backup_days
  vpc_id          = module.network.vpc_id
  subnet_ids      = module.network.subnet_ids.data
  clients         = local.groups.mariadb
  data_key_arn    = module.encryption.key_arns.data
  secrets_key_arn = module.encryption.key_arns.secrets
}

module "dynamodb" {
  source = "../dynamodb"
  # The kit names the table so; an environment has an account of its own.
  table_name = "accounts"
  capacity   = var.dynamodb_capacity
  key_arn    = module.encryption.key_arns.data
}

module "redis" {
  source           = "../redis"
  name             = local.name
  node_type        = var.redis_node_type
  vpc_id           = module.network.vpc_id
  subnet_ids       = module.network.subnet_ids.data
  clients          = local.groups.redis
  data_key_arn     = module.encryption.key_arns.data
  url_secret_arn   = module.secrets.arns.users.MELO_REDIS_URL
  password         = var.redis_password
  password_version = var.redis_password_version
}

module "mongodb" {
  source           = "../mongodb"
  name             = "${local.name}-mongodb"
  environment      = var.environment
  ami_id           = data.aws_ssm_parameter.ami.value
  instance_type    = var.mongodb.instance_type
  instance_profile = module.access.instance_profiles.mongodb
  storage_gib      = var.mongodb.storage_gib
  backup_days      = var.backup_days
  vpc_id           = module.network.vpc_id
  subnet_ids       = module.network.subnet_ids.private
  clients          = local.groups.mongodb
  private_zone_id  = module.dns.internal_zone_id
  data_key_arn     = module.encryption.key_arns.data
  alarm_topic_arn  = module.alarms.topic_arn
}

module "kafka" {
  source        = "../kafka"
  name          = local.name
  instance_type = var.kafka.instance_type
  storage_gib   = var.kafka.storage_gib
  vpc_id        = module.network.vpc_id
  subnet_ids    = module.network.subnet_ids.data
  clients       = { for name in local.with_kafka : name => module.balancer.security_group_ids[name] }
  key_arn       = module.encryption.key_arns.kafka
  logs_key_arn  = module.encryption.key_arns.logs
}

module "registry" {
  source                       = "../registry"
  name                         = local.name
  region                       = local.region
  bundle_version               = var.registry.bundle_version
  releases_bucket              = module.releases_bucket.id
  image                        = var.registry.image
  solution_stack_name          = var.registry.solution_stack_name
  vpc_id                       = module.network.vpc_id
  vpc_cidr                     = module.network.cidr
  subnet_ids                   = module.network.subnet_ids.private
  clients                      = { for name in local.with_kafka : name => module.balancer.security_group_ids[name] }
  certificate_arn              = module.dns.certificate_arns.registry
  database_address             = module.postgres[local.registry_instance].address
  database_password_secret_arn = module.secrets.arns.registry.DATABASE_PASSWORD
  password_secret_arn          = module.secrets.arns.categories.MELO_REGISTRY_PASSWORD
  secrets_key_arn              = module.encryption.key_arns.secrets
}
