# The schema registry on Elastic Beanstalk. It suits it best of all parts: one public image without a sidecar, no state of its own (its
# schemas are in PostgreSQL), HTTP behind an internal load balancer, and updates that Beanstalk does by itself, immutably.

resource "aws_elastic_beanstalk_application" "this" {
  name        = "${var.name}-registry"
  description = "Schema registry of Melo's events"
  appversion_lifecycle {
    service_role          = aws_iam_role.service.arn
    max_count             = 20
    delete_source_from_s3 = false
  }
}

resource "aws_elastic_beanstalk_application_version" "this" {
  application = aws_elastic_beanstalk_application.this.name
  name        = var.bundle_version
  bucket      = var.releases_bucket
  key         = "registry/${var.bundle_version}.zip"
}

locals {
  settings = {
    "aws:ec2:vpc" = {
      VPCId                    = var.vpc_id
      Subnets                  = join(",", sort(var.subnet_ids))
      ELBSubnets               = join(",", sort(var.subnet_ids))
      ELBScheme                = "internal"
      AssociatePublicIpAddress = "false"
    }
    "aws:autoscaling:asg" = { MinSize = "2", MaxSize = "4" }
    "aws:autoscaling:launchconfiguration" = {
      IamInstanceProfile             = aws_iam_instance_profile.this.name
      SecurityGroups                 = aws_security_group.hosts.id
      DisableIMDSv1                  = "true"
      RootVolumeType                 = "gp3"
      DisableDefaultEC2SecurityGroup = "true"
    }
    "aws:ec2:instances" = { InstanceTypes = var.instance_type, SupportedArchitectures = "x86_64" }
    "aws:elasticbeanstalk:environment" = {
      EnvironmentType  = "LoadBalanced"
      LoadBalancerType = "application"
      ServiceRole      = aws_iam_role.service.arn
    }
    "aws:elbv2:loadbalancer"     = { SecurityGroups = aws_security_group.balancer.id, ManagedSecurityGroup = aws_security_group.balancer.id }
    "aws:elbv2:listener:default" = { ListenerEnabled = "false" }
    "aws:elbv2:listener:443" = {
      Protocol           = "HTTPS"
      SSLCertificateArns = var.certificate_arn
      SSLPolicy          = "ELBSecurityPolicy-TLS13-1-2-2021-06"
    }
    "aws:elasticbeanstalk:environment:process:default"   = { HealthCheckPath = "/health/ready", Port = "80", Protocol = "HTTP" }
    "aws:elasticbeanstalk:command"                       = { DeploymentPolicy = "Immutable" }
    "aws:elasticbeanstalk:healthreporting:system"        = { SystemType = "enhanced" }
    "aws:elasticbeanstalk:managedactions"                = { ManagedActionsEnabled = "true", PreferredStartTime = "Sun:03:00", ServiceRoleForManagedUpdates = aws_iam_role.service.arn }
    "aws:elasticbeanstalk:managedactions:platformupdate" = { UpdateLevel = "minor" }
    "aws:elasticbeanstalk:cloudwatch:logs"               = { StreamLogs = "true", RetentionInDays = "365", DeleteOnTerminate = "false" }
    "aws:elasticbeanstalk:application:environment" = {
      REGISTRY_IMAGE               = var.image
      APICURIO_DATASOURCE_URL      = "jdbc:postgresql://${var.database_address}:5432/registry?sslmode=require"
      APICURIO_DATASOURCE_USERNAME = "registry"
    }
    "aws:elasticbeanstalk:application:environmentsecrets" = {
      APICURIO_DATASOURCE_PASSWORD = var.database_password_secret_arn
      REGISTRY_PASSWORD            = var.password_secret_arn
    }
  }
}

resource "aws_elastic_beanstalk_environment" "this" {
  #checkov:skip=CKV_AWS_312:Set by local.settings, which checkov does not follow into dynamic blocks
  #checkov:skip=CKV_AWS_340:Set by local.settings, which checkov does not follow into dynamic blocks
  name                = "${var.name}-registry"
  application         = aws_elastic_beanstalk_application.this.name
  version_label       = aws_elastic_beanstalk_application_version.this.name
  solution_stack_name = var.solution_stack_name
  tier                = "WebServer"
  dynamic "setting" {
    for_each = merge([for namespace, settings in local.settings : { for name, value in settings : "${namespace}/${name}" => { namespace = namespace, name = name, value = value } }]...)
    content {
      namespace = setting.value.namespace
      name      = setting.value.name
      value     = setting.value.value
    }
  }
}

resource "aws_security_group" "balancer" {
  #checkov:skip=CKV2_AWS_5:Attached by a setting of Elastic Beanstalk
  name        = "${var.name}-registry-balancer"
  description = "Load balancer of the schema registry"
  vpc_id      = var.vpc_id
  tags        = { Name = "${var.name}-registry-balancer" }
}

resource "aws_vpc_security_group_ingress_rule" "clients" {
  for_each                     = var.clients
  security_group_id            = aws_security_group.balancer.id
  description                  = "From ${each.key}"
  referenced_security_group_id = each.value
  from_port                    = 443
  to_port                      = 443
  ip_protocol                  = "tcp"
}

resource "aws_vpc_security_group_egress_rule" "balancer" {
  security_group_id            = aws_security_group.balancer.id
  description                  = "To the registry"
  referenced_security_group_id = aws_security_group.hosts.id
  from_port                    = 80
  to_port                      = 80
  ip_protocol                  = "tcp"
}

resource "aws_security_group" "hosts" {
  #checkov:skip=CKV2_AWS_5:Attached by a setting of Elastic Beanstalk
  name        = "${var.name}-registry"
  description = "Schema registry"
  vpc_id      = var.vpc_id
  tags        = { Name = "${var.name}-registry" }
}

resource "aws_vpc_security_group_ingress_rule" "hosts" {
  #checkov:skip=CKV_AWS_260:The source is the security group of the load balancer, not an address
  security_group_id            = aws_security_group.hosts.id
  description                  = "From its load balancer"
  referenced_security_group_id = aws_security_group.balancer.id
  from_port                    = 80
  to_port                      = 80
  ip_protocol                  = "tcp"
}

resource "aws_vpc_security_group_egress_rule" "https" {
  security_group_id = aws_security_group.hosts.id
  description       = "Image and AWS"
  cidr_ipv4         = "0.0.0.0/0"
  from_port         = 443
  to_port           = 443
  ip_protocol       = "tcp"
}

resource "aws_vpc_security_group_egress_rule" "database" {
  security_group_id = aws_security_group.hosts.id
  description       = "PostgreSQL"
  cidr_ipv4         = var.vpc_cidr
  from_port         = 5432
  to_port           = 5432
  ip_protocol       = "tcp"
}

resource "aws_iam_role" "service" {
  name = "${var.name}-registry-service"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "elasticbeanstalk.amazonaws.com" }, Condition = { StringEquals = { "sts:ExternalId" = "elasticbeanstalk" } } }]
  })
}

resource "aws_iam_role_policy_attachment" "service" {
  for_each   = toset(["AWSElasticBeanstalkEnhancedHealth", "AWSElasticBeanstalkManagedUpdatesCustomerRolePolicy"])
  role       = aws_iam_role.service.name
  policy_arn = each.key == "AWSElasticBeanstalkEnhancedHealth" ? "arn:aws:iam::aws:policy/service-role/${each.key}" : "arn:aws:iam::aws:policy/${each.key}"
}

resource "aws_iam_role" "hosts" {
  name = "${var.name}-registry"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "hosts" {
  name = "own"
  role = aws_iam_role.hosts.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "OwnSecrets"
        Effect   = "Allow"
        Action   = ["secretsmanager:GetSecretValue"]
        Resource = [var.database_password_secret_arn, var.password_secret_arn]
      },
      {
        Sid       = "DecryptOwnSecrets"
        Effect    = "Allow"
        Action    = ["kms:Decrypt"]
        Resource  = [var.secrets_key_arn]
        Condition = { StringEquals = { "kms:ViaService" = "secretsmanager.${var.region}.amazonaws.com" } }
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "hosts" {
  role       = aws_iam_role.hosts.name
  policy_arn = "arn:aws:iam::aws:policy/AWSElasticBeanstalkWebTier"
}

resource "aws_iam_instance_profile" "this" {
  name = "${var.name}-registry"
  role = aws_iam_role.hosts.name
}
