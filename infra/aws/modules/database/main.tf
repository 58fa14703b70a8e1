# A relational database on RDS, PostgreSQL or MariaDB: encrypted, in two zones, restorable to any second of the retention period.

locals {
  engines = {
    postgres = {
      version    = "18.4"
      family     = "postgres18"
      port       = 5432
      logs       = ["postgresql", "upgrade"]
      parameters = { "rds.force_ssl" = "1", "log_min_duration_statement" = "1000", "log_connections" = "1" }
    }
    mariadb = {
      version = "11.4.8"
      family  = "mariadb11.4"
      port    = 3306
      logs    = ["error", "slowquery"]
      # Amounts and identifiers are compared exactly: no silent truncation, one character set.
      parameters = {
        "require_secure_transport" = "1"
        "sql_mode"                 = "STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION"
        "character_set_server"     = "utf8mb4"
        "slow_query_log"           = "1"
        "long_query_time"          = "1"
      }
    }
  }
  engine = local.engines[var.engine]
}

resource "aws_db_subnet_group" "this" {
  name       = var.name
  subnet_ids = var.subnet_ids
}

resource "aws_db_parameter_group" "this" {
  name_prefix = "${var.name}-"
  family      = local.engine.family
  dynamic "parameter" {
    for_each = local.engine.parameters
    content {
      name         = parameter.key
      value        = parameter.value
      apply_method = "pending-reboot"
    }
  }
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_db_instance" "this" {
  identifier     = var.name
  engine         = var.engine
  engine_version = local.engine.version
  instance_class = var.instance_class
  port           = local.engine.port

  # RDS draws the administrator's password, keeps it in Secrets Manager and rotates it; services have roles of their own.
  username                            = "administrator"
  manage_master_user_password         = true
  master_user_secret_kms_key_id       = var.secrets_key_arn
  iam_database_authentication_enabled = true

  allocated_storage     = var.storage_gib
  max_allocated_storage = var.storage_gib * 10
  storage_type          = "gp3"
  storage_encrypted     = true
  kms_key_id            = var.data_key_arn

  multi_az               = var.multi_zone
  db_subnet_group_name   = aws_db_subnet_group.this.name
  vpc_security_group_ids = [aws_security_group.this.id]
  publicly_accessible    = false
  ca_cert_identifier     = "rds-ca-rsa2048-g1"
  parameter_group_name   = aws_db_parameter_group.this.name

  backup_retention_period   = var.backup_days
  backup_window             = "02:00-03:00"
  maintenance_window        = "sun:03:30-sun:04:30"
  copy_tags_to_snapshot     = true
  delete_automated_backups  = false
  deletion_protection       = true
  skip_final_snapshot       = false
  final_snapshot_identifier = "${var.name}-final"

  auto_minor_version_upgrade            = true
  enabled_cloudwatch_logs_exports       = local.engine.logs
  monitoring_interval                   = 60
  monitoring_role_arn                   = aws_iam_role.monitoring.arn
  performance_insights_enabled          = true
  performance_insights_kms_key_id       = var.data_key_arn
  performance_insights_retention_period = 7
}

resource "aws_security_group" "this" {
  name        = var.name
  description = "${var.engine} of ${join(", ", keys(var.clients))}"
  vpc_id      = var.vpc_id
  tags        = { Name = var.name }
}

resource "aws_vpc_security_group_ingress_rule" "clients" {
  for_each                     = var.clients
  security_group_id            = aws_security_group.this.id
  description                  = "From ${each.key}"
  referenced_security_group_id = each.value
  from_port                    = local.engine.port
  to_port                      = local.engine.port
  ip_protocol                  = "tcp"
}

resource "aws_iam_role" "monitoring" {
  name = "${var.name}-monitoring"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "monitoring.rds.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy_attachment" "monitoring" {
  role       = aws_iam_role.monitoring.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
}
