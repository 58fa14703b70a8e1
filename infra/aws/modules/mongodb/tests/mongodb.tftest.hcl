mock_provider "aws" {
  source = "../../testing/mocks"
}

variables {
  name             = "melo-test-mongodb"
  environment      = "test"
  ami_id           = "ami-0123456789abcdef0"
  instance_type    = "t4g.small"
  instance_profile = "melo-test-mongodb"
  storage_gib      = 20
  backup_days      = 14
  vpc_id           = "vpc-1"
  subnet_ids       = ["subnet-1", "subnet-2", "subnet-3"]
  clients          = { budgets = "sg-budgets" }
  private_zone_id  = "Z1"
  data_key_arn     = "arn:aws:kms:eu-central-1:111122223333:key/data"
  alarm_topic_arn  = "arn:aws:sns:eu-central-1:111122223333:melo-test"
}

run "replica_set" {
  command = apply
  assert {
    condition     = length(aws_instance.member) == 3 && alltrue([for member in aws_instance.member : !member.associate_public_ip_address && member.metadata_options[0].http_tokens == "required"])
    error_message = "Three private members."
  }
  assert {
    condition     = alltrue([for volume in aws_ebs_volume.data : volume.encrypted && volume.tags.Backup == "melo-test-mongodb"]) && aws_dlm_lifecycle_policy.this.policy_details[0].target_tags.Backup == "melo-test-mongodb"
    error_message = "Data volumes are encrypted and in the backup."
  }
  assert {
    condition     = toset(keys(aws_vpc_security_group_ingress_rule.clients)) == toset(["budgets"]) && aws_vpc_security_group_ingress_rule.members.from_port == 27017
    error_message = "Only budgets and the members connect."
  }
}
