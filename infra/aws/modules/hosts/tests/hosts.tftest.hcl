mock_provider "aws" {
  source = "../../testing/mocks"
}

variables {
  name              = "melo-test"
  environment       = "test"
  region            = "eu-central-1"
  process           = "users"
  size              = { instance_type = "t4g.small", minimum = 3, maximum = 6 }
  ami_id            = "ami-0123456789abcdef0"
  subnet_ids        = ["subnet-1", "subnet-2", "subnet-3"]
  security_group_id = "sg-users"
  target_group_arn  = "arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/users/1"
  instance_profile  = "melo-test-users"
  releases_bucket   = "melo-test-releases"
  data_key_arn      = "arn:aws:kms:eu-central-1:111122223333:key/data"
}

run "group" {
  command = apply
  assert {
    condition     = aws_launch_template.this.metadata_options[0].http_tokens == "required" && aws_launch_template.this.key_name == null
    error_message = "Credentials of a host need a token, and nobody signs in by an SSH key."
  }
  assert {
    condition     = alltrue([for device in aws_launch_template.this.block_device_mappings : tobool(device.ebs[0].encrypted)]) && alltrue([for interface in aws_launch_template.this.network_interfaces : interface.associate_public_ip_address == "false"])
    error_message = "Disks are encrypted, and hosts have no public address."
  }
  assert {
    condition     = aws_autoscaling_group.this.health_check_type == "ELB" && aws_autoscaling_group.this.instance_refresh[0].preferences[0].min_healthy_percentage == 100 && aws_autoscaling_group.this.instance_refresh[0].preferences[0].auto_rollback
    error_message = "A new host serves before an old one leaves, and a bad release goes back by itself."
  }
  assert {
    condition     = strcontains(base64decode(aws_launch_template.this.user_data), "/melo/test/users/release")
    error_message = "A new host installs the release that Systems Manager names."
  }
}

run "one_host_is_refused" {
  command = plan
  variables {
    size = { instance_type = "t4g.small", minimum = 1, maximum = 6 }
  }
  expect_failures = [var.size]
}
