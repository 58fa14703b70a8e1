mock_provider "aws" {
  source = "../../testing/mocks"
}

variables {
  name           = "melo-test"
  node_type      = "cache.t4g.micro"
  vpc_id         = "vpc-1"
  subnet_ids     = ["subnet-1", "subnet-2", "subnet-3"]
  clients        = { users = "sg-users" }
  data_key_arn   = "arn:aws:kms:eu-central-1:111122223333:key/data"
  url_secret_arn = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:url"
  password       = "0123456789abcdefghijklmnopqrstuvwxyz"
}

run "group" {
  command = apply
  assert {
    condition     = aws_elasticache_replication_group.this.at_rest_encryption_enabled && aws_elasticache_replication_group.this.transit_encryption_enabled && aws_elasticache_replication_group.this.transit_encryption_mode == "required"
    error_message = "Redis is encrypted at rest and in transit."
  }
  assert {
    condition     = aws_elasticache_user.default.access_string == "off -@all" && aws_elasticache_replication_group.this.automatic_failover_enabled
    error_message = "Nobody signs in without a name, and a replica takes over."
  }
  assert {
    condition     = one([for parameter in aws_elasticache_parameter_group.this.parameter : parameter.value if parameter.name == "maxmemory-policy"]) == "noeviction"
    error_message = "A revoked session is never forgotten for want of memory."
  }
}
