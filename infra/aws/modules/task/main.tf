# A process on ECS Fargate: its container and its sidecar share a volume for their sockets, as on the hosts.

resource "aws_ecs_cluster" "this" {
  name = var.name
  setting {
    name  = "containerInsights"
    value = "enhanced"
  }
}

locals {
  folder  = "/run/melo"
  sockets = "${local.folder}/sockets"
  secrets = "${local.folder}/secrets"
  logs = { for container in ["files", "migrate", var.process, "sidecar"] : container => {
    logDriver = "awslogs"
    options = {
      "awslogs-group"         = aws_cloudwatch_log_group.this.name
      "awslogs-region"        = var.region
      "awslogs-stream-prefix" = container
      # A burst of logs must not block the process.
      "mode"            = "non-blocking"
      "max-buffer-size" = "4m"
    }
  } }
  shared = {
    user                   = "65532:65532"
    readonlyRootFilesystem = true
    privileged             = false
    linuxParameters        = { capabilities = { drop = ["ALL"] }, initProcessEnabled = true }
  }
  mount = { sourceVolume = "run", containerPath = local.folder, readOnly = false }
  settings = [for key, value in merge(var.settings, {
    MELO_PROCESS = var.process
    MELO_SOCKET  = "${local.sockets}/${var.process}.sock"
    MELO_EGRESS  = "${local.sockets}/${var.process}-out.sock"
    MELO_JWKS    = "${local.secrets}/jwks.json"
  }) : { name = key, value = value }]
  passed_secrets = [for key, arn in var.secret_arns : { name = key, valueFrom = arn }]

  # Fargate mounts no files, so key set and certificate are written where the service and its sidecar read them.
  write_files = <<-JS
    const { mkdirSync, writeFileSync } = require('node:fs');
    const { FOLDER, JWKS, MESH_CERTIFICATE } = process.env;
    for (const name of ['sockets', 'secrets']) mkdirSync(FOLDER + '/' + name, { recursive: true, mode: 0o700 });
    const files = { 'jwks.json': JWKS, ...JSON.parse(MESH_CERTIFICATE) };
    for (const [name, content] of Object.entries(files)) writeFileSync(FOLDER + '/secrets/' + name, content, { mode: 0o600 });
  JS

  containers = [
    merge(local.shared, {
      name             = "files"
      image            = var.image
      essential        = false
      command          = ["-e", local.write_files]
      environment      = [{ name = "FOLDER", value = local.folder }]
      secrets          = [{ name = "JWKS", valueFrom = var.key_set_parameter_arn }, { name = "MESH_CERTIFICATE", valueFrom = var.certificate_arn }]
      mountPoints      = [local.mount]
      logConfiguration = local.logs["files"]
    }),
    merge(local.shared, {
      # Ends before the service starts; a migration that fails stops the deployment.
      name             = "migrate"
      image            = var.image
      essential        = false
      command          = ["services/${var.process}/main.ts", "migrate"]
      environment      = local.settings
      secrets          = local.passed_secrets
      mountPoints      = [local.mount]
      dependsOn        = [{ containerName = "files", condition = "SUCCESS" }]
      logConfiguration = local.logs["migrate"]
    }),
    merge(local.shared, {
      name             = var.process
      image            = var.image
      essential        = true
      command          = ["--max-old-space-size=${floor(var.size.memory / 2)}", "services/${var.process}/main.ts"]
      environment      = local.settings
      secrets          = local.passed_secrets
      mountPoints      = [local.mount]
      dependsOn        = [{ containerName = "migrate", condition = "SUCCESS" }]
      stopTimeout      = 60
      logConfiguration = local.logs[var.process]
      healthCheck      = { command = ["CMD", "/usr/local/bin/node", "infra/images/health.ts"], interval = 10, timeout = 5, retries = 3, startPeriod = 120 }
    }),
    merge(local.shared, {
      name             = "sidecar"
      image            = var.sidecar_image
      essential        = true
      command          = [var.process]
      portMappings     = [{ containerPort = var.port, protocol = "tcp" }, { containerPort = var.health_port, protocol = "tcp" }]
      mountPoints      = [local.mount]
      dependsOn        = [{ containerName = var.process, condition = "HEALTHY" }]
      stopTimeout      = 90
      logConfiguration = local.logs["sidecar"]
      healthCheck      = { command = ["CMD", "/usr/local/bin/envoy-ready.sh"], interval = 5, timeout = 5, retries = 3, startPeriod = 30 }
    }),
  ]
}

resource "aws_ecs_task_definition" "this" {
  family                   = "${var.name}-${var.process}"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.size.cpu
  memory                   = var.size.memory
  task_role_arn            = var.task_role_arn
  execution_role_arn       = aws_iam_role.execution.arn
  container_definitions    = jsonencode(local.containers)
  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = "X86_64"
  }
  volume {
    name = "run"
  }
}

resource "aws_ecs_service" "this" {
  name                               = var.process
  cluster                            = aws_ecs_cluster.this.id
  task_definition                    = aws_ecs_task_definition.this.arn
  launch_type                        = "FARGATE"
  platform_version                   = "LATEST"
  desired_count                      = var.size.minimum
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200
  health_check_grace_period_seconds  = 120
  enable_execute_command             = false
  propagate_tags                     = "SERVICE"
  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }
  network_configuration {
    subnets          = var.subnet_ids
    security_groups  = [var.security_group_id]
    assign_public_ip = false
  }
  load_balancer {
    target_group_arn = var.target_group_arn
    container_name   = "sidecar"
    container_port   = var.port
  }
  lifecycle {
    ignore_changes = [desired_count]
  }
}

resource "aws_appautoscaling_target" "this" {
  service_namespace  = "ecs"
  resource_id        = "service/${aws_ecs_cluster.this.name}/${aws_ecs_service.this.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  min_capacity       = var.size.minimum
  max_capacity       = var.size.maximum
}

resource "aws_appautoscaling_policy" "cpu" {
  name               = "cpu"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = "ecs"
  resource_id        = aws_appautoscaling_target.this.resource_id
  scalable_dimension = aws_appautoscaling_target.this.scalable_dimension
  target_tracking_scaling_policy_configuration {
    target_value       = 55
    scale_in_cooldown  = 300
    scale_out_cooldown = 60
    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/melo/${var.name}/${var.process}"
  retention_in_days = 365
  kms_key_id        = var.logs_key_arn
}

# What ECS itself does for the task: pull images, pass secrets, write logs.
resource "aws_iam_role" "execution" {
  name = "${var.name}-${var.process}-execution"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
      Condition = { StringEquals = { "aws:SourceAccount" = var.account_id } }
    }]
  })
}

resource "aws_iam_role_policy" "execution" {
  name = "start-task"
  role = aws_iam_role.execution.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Secrets"
        Effect   = "Allow"
        Action   = ["secretsmanager:GetSecretValue"]
        Resource = concat(values(var.secret_arns), [var.certificate_arn])
      },
      {
        Sid       = "DecryptSecrets"
        Effect    = "Allow"
        Action    = ["kms:Decrypt"]
        Resource  = [var.secrets_key_arn]
        Condition = { StringEquals = { "kms:ViaService" = "secretsmanager.${var.region}.amazonaws.com" } }
      },
      {
        Sid      = "KeySet"
        Effect   = "Allow"
        Action   = ["ssm:GetParameters"]
        Resource = [var.key_set_parameter_arn]
      },
      {
        Sid      = "Logs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = ["${aws_cloudwatch_log_group.this.arn}:*"]
      },
      {
        Sid      = "Images"
        Effect   = "Allow"
        Action   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
        Resource = var.repository_arns
      },
      {
        # This action has no resource.
        Sid      = "ImageToken"
        Effect   = "Allow"
        Action   = ["ecr:GetAuthorizationToken"]
        Resource = ["*"]
      },
    ]
  })
}
