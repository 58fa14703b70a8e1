mock_provider "aws" {
  source = "../../testing/mocks"
}

variables {
  name                  = "melo-test"
  process               = "transactions"
  region                = "eu-central-1"
  account_id            = "111122223333"
  image                 = "registry.example/service@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
  sidecar_image         = "registry.example/edge@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
  size                  = { cpu = 512, memory = 1024, minimum = 2, maximum = 4 }
  settings              = { MELO_ENV = "production" }
  secret_arns           = { MELO_MARIADB_URL = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:url" }
  certificate_arn       = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:certificate"
  key_set_parameter_arn = "arn:aws:ssm:eu-central-1:111122223333:parameter/melo/test/shared/jwks"
  port                  = 9444
  subnet_ids            = ["subnet-1", "subnet-2", "subnet-3"]
  security_group_id     = "sg-transactions"
  target_group_arn      = "arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/transactions/1"
  task_role_arn         = "arn:aws:iam::111122223333:role/transactions"
  repository_arns       = ["arn:aws:ecr:eu-central-1:111122223333:repository/service"]
  logs_key_arn          = "arn:aws:kms:eu-central-1:111122223333:key/logs"
  secrets_key_arn       = "arn:aws:kms:eu-central-1:111122223333:key/secrets"
}

run "containers" {
  command = apply
  assert {
    condition = alltrue([
      for container in jsondecode(aws_ecs_task_definition.this.container_definitions) :
      container.readonlyRootFilesystem && !container.privileged && container.user == "65532:65532" && container.linuxParameters.capabilities.drop[0] == "ALL"
    ])
    error_message = "No container is root, privileged or writes into its image."
  }
  assert {
    condition = alltrue([
      for container in jsondecode(aws_ecs_task_definition.this.container_definitions) :
      !anytrue([for variable in try(container.environment, []) : can(regex("(_KEY|_PASSWORD)$|^MELO_MARIADB_URL$", variable.name))])
    ])
    error_message = "Secrets are passed as secrets, never as plain settings."
  }
  assert {
    condition     = [for container in jsondecode(aws_ecs_task_definition.this.container_definitions) : container.name if container.name == "transactions"] == ["transactions"] && one([for container in jsondecode(aws_ecs_task_definition.this.container_definitions) : container.healthCheck.command if container.name == "transactions"]) == ["CMD", "/usr/local/bin/node", "infra/images/health.ts"]
    error_message = "The service tells when it is ready."
  }
  assert {
    condition     = aws_ecs_service.this.deployment_minimum_healthy_percent == 100 && one(aws_ecs_service.this.deployment_circuit_breaker).rollback && !one(aws_ecs_service.this.network_configuration).assign_public_ip
    error_message = "A release replaces tasks without a gap and goes back by itself; tasks have no public address."
  }
}

run "tags_are_refused" {
  command = plan
  variables {
    image = "registry.example/service:latest"
  }
  expect_failures = [var.image]
}
