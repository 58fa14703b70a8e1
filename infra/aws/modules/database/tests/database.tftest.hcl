mock_provider "aws" {
  source = "../../testing/mocks"
}

variables {
  name            = "melo-test-db"
  engine          = "postgres"
  instance_class  = "db.t4g.medium"
  storage_gib     = 50
  multi_zone      = true
  backup_days     = 35
  vpc_id          = "vpc-1"
  subnet_ids      = ["subnet-1", "subnet-2", "subnet-3"]
  clients         = { users = "sg-users" }
  data_key_arn    = "arn:aws:kms:eu-central-1:111122223333:key/data"
  secrets_key_arn = "arn:aws:kms:eu-central-1:111122223333:key/secrets"
}

run "postgres" {
  command = apply
  assert {
    condition     = !aws_db_instance.this.publicly_accessible && aws_db_instance.this.storage_encrypted && aws_db_instance.this.kms_key_id == var.data_key_arn
    error_message = "A database is private, and encrypted by the key of data."
  }
  assert {
    condition     = aws_db_instance.this.multi_az && aws_db_instance.this.backup_retention_period == 35 && aws_db_instance.this.deletion_protection && !aws_db_instance.this.skip_final_snapshot
    error_message = "A database has a standby, backups to any second, and is not deleted by mistake."
  }
  assert {
    condition     = aws_db_instance.this.manage_master_user_password && aws_db_instance.this.password == null
    error_message = "RDS draws and rotates the administrator's password."
  }
  assert {
    condition     = contains([for parameter in aws_db_parameter_group.this.parameter : "${parameter.name}=${parameter.value}"], "rds.force_ssl=1")
    error_message = "PostgreSQL takes no connection without TLS."
  }
  assert {
    condition = alltrue([
      for rule in aws_vpc_security_group_ingress_rule.clients : rule.cidr_ipv4 == null && rule.from_port == 5432 && rule.to_port == 5432 && rule.referenced_security_group_id == "sg-users"
    ]) && length(aws_vpc_security_group_ingress_rule.clients) == 1
    error_message = "Only its own processes connect."
  }
}

run "mariadb" {
  command = apply
  variables {
    engine = "mariadb"
  }
  assert {
    condition     = alltrue([for wanted in ["require_secure_transport=1", "sql_mode=STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION"] : contains([for parameter in aws_db_parameter_group.this.parameter : "${parameter.name}=${parameter.value}"], wanted)])
    error_message = "MariaDB takes no connection without TLS and shortens no value silently."
  }
  assert {
    condition     = aws_db_instance.this.port == 3306
    error_message = "MariaDB listens on its own port."
  }
}

run "short_backups_are_refused" {
  command = plan
  variables {
    backup_days = 1
  }
  expect_failures = [var.backup_days]
}

run "other_engines_are_refused" {
  command = plan
  variables {
    engine = "oracle"
  }
  expect_failures = [var.engine]
}
