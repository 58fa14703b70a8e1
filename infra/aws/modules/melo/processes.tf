# The processes: Auto Scaling groups of hosts, and Fargate for transactions.

data "aws_ssm_parameter" "ami" {
  name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
}

locals {
  # Settings that are no secrets. Ansible reads them from Systems Manager; Fargate gets them directly.
  settings = {
    MELO_ENV               = "production"
    MELO_PUBLIC_URL        = "https://${var.domains.app}"
    MELO_KAFKA_BROKERS     = module.kafka.brokers
    MELO_KAFKA_TLS         = "true"
    MELO_KAFKA_SASL        = "aws-msk-iam"
    AWS_REGION             = local.region
    MELO_REGISTRY_URL      = "https://${var.domains.registry}/apis/ccompat/v7"
    MELO_REGISTRY_USERNAME = "melo"
  }
}

module "hosts" {
  source            = "../hosts"
  for_each          = local.hosts
  name              = local.name
  environment       = var.environment
  region            = local.region
  process           = each.key
  size              = var.hosts[each.key]
  ami_id            = data.aws_ssm_parameter.ami.value
  subnet_ids        = module.network.subnet_ids.private
  security_group_id = module.balancer.security_group_ids[each.key]
  target_group_arn  = module.balancer.target_group_arns[each.key]
  instance_profile  = module.access.instance_profiles[each.key]
  releases_bucket   = module.releases_bucket.id
  data_key_arn      = module.encryption.key_arns.data
}

resource "aws_ssm_parameter" "settings" {
  for_each    = local.hosts
  name        = "/melo/${var.environment}/${each.key}/settings"
  description = "Settings of ${each.key} that are no secrets"
  type        = "SecureString"
  key_id      = module.encryption.key_arns.secrets
  value       = jsonencode(each.key == "edge" ? { for key in ["AWS_REGION", "MELO_PUBLIC_URL"] : key => local.settings[key] } : local.settings)
}

# The release that new hosts install. A deployment writes it, so Terraform only makes it.
resource "aws_ssm_parameter" "release" {
  #checkov:skip=CKV2_AWS_34:The name of a release is no secret
  for_each    = local.hosts
  name        = "/melo/${var.environment}/${each.key}/release"
  description = "Release of ${each.key}"
  type        = "String"
  value       = "none"
  lifecycle {
    ignore_changes = [value]
  }
}

# The public keys of access tokens. Ansible writes them when it makes or rotates a key.
resource "aws_ssm_parameter" "key_set" {
  #checkov:skip=CKV2_AWS_34:Public keys are no secret
  name        = "/melo/${var.environment}/shared/jwks"
  description = "Public key set of access tokens"
  type        = "String"
  value       = jsonencode({ keys = [] })
  lifecycle {
    ignore_changes = [value]
  }
}

module "transactions" {
  source                = "../task"
  name                  = local.name
  process               = "transactions"
  region                = local.region
  account_id            = data.aws_caller_identity.current.account_id
  image                 = var.images.service
  sidecar_image         = var.images.sidecar
  size                  = var.task
  settings              = local.settings
  secret_arns           = { for setting, arn in module.secrets.arns.transactions : setting => arn if setting != "MESH_CERTIFICATE" }
  certificate_arn       = module.secrets.arns.transactions.MESH_CERTIFICATE
  key_set_parameter_arn = aws_ssm_parameter.key_set.arn
  port                  = local.processes.transactions.port
  subnet_ids            = module.network.subnet_ids.private
  security_group_id     = module.balancer.security_group_ids.transactions
  target_group_arn      = module.balancer.target_group_arns.transactions
  task_role_arn         = module.access.role_arns.transactions
  repository_arns       = [module.images.arns.service, module.images.arns.edge]
  logs_key_arn          = module.encryption.key_arns.logs
  secrets_key_arn       = module.encryption.key_arns.secrets
}

# Images, and the chart, which is named melo.
module "images" {
  source       = "../images"
  name         = local.name
  repositories = ["service", "web", "edge", "melo"]
  key_arn      = module.encryption.key_arns.objects
}
