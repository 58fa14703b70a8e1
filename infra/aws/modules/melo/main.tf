# All of Melo in one environment. Processes, calls, topics and secrets come from infra/topology.ts by topology.json.

data "aws_caller_identity" "current" {}
data "aws_region" "current" {}

locals {
  name      = "melo-${var.environment}"
  region    = data.aws_region.current.region
  topology  = jsondecode(file("${path.module}/../../topology.json"))
  processes = local.topology.processes

  # The mission wants transactions on ECS, everything else on EC2.
  tasks = ["transactions"]
  hosts = { for name in concat(["edge"], keys(local.processes)) : name => name if !contains(local.tasks, name) }

  internal_zone = "${var.environment}.melo.internal"
  with_store    = { for store in ["postgres", "mariadb", "mongodb", "dynamodb", "redis"] : store => [for name, process in local.processes : name if contains(process.stores, store)] }
  with_kafka    = [for name, process in local.processes : name if length(process.topics.read) > 0]

  # MESH_CERTIFICATE holds certificate, key and CA of a sidecar; MongoDB's members have a key file and a certificate.
  secret_settings = merge(
    { for name, process in local.processes : name => concat(process.secrets, ["MESH_CERTIFICATE"]) },
    { edge = ["MESH_CERTIFICATE"], mongodb = ["KEY_FILE", "CERTIFICATE"], registry = ["DATABASE_PASSWORD"] },
  )

  groups = { for store, names in local.with_store : store => { for name in names : name => module.balancer.security_group_ids[name] } }
}

module "encryption" {
  source = "../encryption"
  name   = local.name
}

module "network" {
  source       = "../network"
  name         = local.name
  cidr         = var.cidr
  nat_per_zone = var.nat_per_zone
  logs_key_arn = module.encryption.key_arns.logs
}

module "dns" {
  source          = "../dns"
  providers       = { aws = aws, aws.global = aws.global }
  vpc_id          = module.network.vpc_id
  public_zone     = var.domains.zone
  internal_zone   = local.internal_zone
  app_domain      = var.domains.app
  edge_domain     = var.domains.edge
  registry_domain = var.domains.registry
}

module "secrets" {
  source      = "../secrets"
  environment = var.environment
  settings    = local.secret_settings
  key_arn     = module.encryption.key_arns.secrets
}

module "mesh_ca" {
  source = "../mesh_ca"
  name   = local.name
}

module "balancer" {
  source             = "../balancer"
  name               = local.name
  processes          = { for name, process in local.processes : name => { port = process.port, callers = process.callers } }
  task_processes     = local.tasks
  vpc_id             = module.network.vpc_id
  vpc_cidr           = module.network.cidr
  public_subnet_ids  = module.network.subnet_ids.public
  private_subnet_ids = module.network.subnet_ids.private
  certificate_arn    = module.dns.certificate_arns.edge
  logs_bucket        = module.logs_bucket.id
  private_zone_id    = module.dns.internal_zone_id
}

module "access" {
  source         = "../access"
  name           = local.name
  environment    = var.environment
  task_processes = local.tasks
  processes = { for name, settings in local.secret_settings : name => {
    stores      = try(local.processes[name].stores, [])
    topics      = try(local.processes[name].topics, { read = [], write = [] })
    secret_arns = values(module.secrets.arns[name])
  } if name != "registry" }
  kafka               = { name = module.kafka.cluster_name, uuid = module.kafka.cluster_uuid }
  table_arn           = module.dynamodb.table_arn
  data_key_arn        = module.encryption.key_arns.data
  secrets_key_arn     = module.encryption.key_arns.secrets
  objects_key_arn     = module.encryption.key_arns.objects
  releases_bucket_arn = module.releases_bucket.arn
}
