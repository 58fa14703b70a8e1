mock_provider "aws" {
  source = "../../testing/mocks"
}

variables {
  name          = "melo-test"
  instance_type = "kafka.t3.small"
  storage_gib   = 50
  vpc_id        = "vpc-1"
  subnet_ids    = ["subnet-1", "subnet-2", "subnet-3"]
  clients       = { users = "sg-users" }
  key_arn       = "arn:aws:kms:eu-central-1:111122223333:key/kafka"
  logs_key_arn  = "arn:aws:kms:eu-central-1:111122223333:key/logs"
}

run "cluster" {
  command = apply
  assert {
    condition     = one(one(aws_msk_cluster.this.client_authentication).sasl).iam && !one(aws_msk_cluster.this.client_authentication).unauthenticated && one(one(aws_msk_cluster.this.encryption_info).encryption_in_transit).client_broker == "TLS"
    error_message = "Clients are known by IAM and speak TLS only."
  }
  assert {
    condition     = one(one(one(aws_msk_cluster.this.broker_node_group_info).connectivity_info).public_access).type == "DISABLED"
    error_message = "Brokers are private."
  }
  assert {
    condition     = alltrue([for line in ["min.insync.replicas=2", "unclean.leader.election.enable=false", "log.retention.ms=-1", "auto.create.topics.enable=false"] : strcontains(aws_msk_configuration.this.server_properties, line)])
    error_message = "No acknowledged event is lost, and topics are kept."
  }
  assert {
    condition     = alltrue([for rule in aws_vpc_security_group_ingress_rule.clients : rule.from_port == 9098 && rule.cidr_ipv4 == null])
    error_message = "Only the port of IAM is open, and only to processes."
  }
}
