# MongoDB as a replica set on three EC2 hosts. DocumentDB was left out: it is another engine behind MongoDB's protocol, and budgets'
# correctness rests on MongoDB's own atomic updates of single documents (findAndModify with array filters), which are tested against it.
# Three small hosts also cost less than DocumentDB's two smallest instances. Ansible's role mongodb installs and joins the members.

locals {
  members = { for index, subnet_id in var.subnet_ids : tostring(index) => subnet_id }
}

resource "aws_instance" "member" {
  for_each                    = local.members
  ami                         = var.ami_id
  instance_type               = var.instance_type
  subnet_id                   = each.value
  vpc_security_group_ids      = [aws_security_group.this.id]
  iam_instance_profile        = var.instance_profile
  associate_public_ip_address = false
  disable_api_termination     = true
  ebs_optimized               = true
  monitoring                  = true
  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }
  root_block_device {
    encrypted   = true
    kms_key_id  = var.data_key_arn
    volume_type = "gp3"
  }
  tags = { Name = "${var.name}-${each.key}", Process = "mongodb", Environment = var.environment }
  lifecycle {
    # A newer image replaces a member only by hand, one at a time.
    ignore_changes = [ami]
  }
}

resource "aws_ebs_volume" "data" {
  for_each          = local.members
  availability_zone = aws_instance.member[each.key].availability_zone
  size              = var.storage_gib
  type              = "gp3"
  encrypted         = true
  kms_key_id        = var.data_key_arn
  final_snapshot    = true
  tags              = { Name = "${var.name}-${each.key}", Backup = var.name }
}

resource "aws_volume_attachment" "data" {
  for_each    = local.members
  device_name = "/dev/sdf"
  volume_id   = aws_ebs_volume.data[each.key].id
  instance_id = aws_instance.member[each.key].id
}

resource "aws_route53_record" "member" {
  for_each = local.members
  zone_id  = var.private_zone_id
  name     = "mongodb-${each.key}"
  type     = "A"
  ttl      = 60
  records  = [aws_instance.member[each.key].private_ip]
}

# Crash-consistent snapshots of the data volumes: MongoDB's journal is on the same volume, so each one restores by itself.
resource "aws_dlm_lifecycle_policy" "this" {
  description        = "${var.name} hourly and daily"
  execution_role_arn = aws_iam_role.backup.arn
  policy_details {
    resource_types = ["VOLUME"]
    target_tags    = { Backup = var.name }
    schedule {
      name      = "hourly"
      copy_tags = true
      create_rule {
        interval      = 1
        interval_unit = "HOURS"
      }
      retain_rule {
        count = 48
      }
    }
    schedule {
      name      = "daily"
      copy_tags = true
      create_rule {
        interval      = 24
        interval_unit = "HOURS"
        times         = ["02:00"]
      }
      retain_rule {
        count = var.backup_days
      }
    }
  }
}

resource "aws_iam_role" "backup" {
  name = "${var.name}-backup"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "dlm.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy_attachment" "backup" {
  role       = aws_iam_role.backup.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSDataLifecycleManagerServiceRole"
}

resource "aws_cloudwatch_metric_alarm" "recover" {
  for_each            = local.members
  alarm_name          = "${var.name}-${each.key}-recover"
  alarm_description   = "The hardware of a member failed. AWS moves it; the other two serve meanwhile."
  namespace           = "AWS/EC2"
  metric_name         = "StatusCheckFailed_System"
  dimensions          = { InstanceId = aws_instance.member[each.key].id }
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 2
  threshold           = 0
  comparison_operator = "GreaterThanThreshold"
  alarm_actions       = ["arn:aws:automate:${data.aws_region.current.region}:ec2:recover", var.alarm_topic_arn]
}

data "aws_region" "current" {}

resource "aws_security_group" "this" {
  name        = "${var.name}-mongodb"
  description = "MongoDB of budgets"
  vpc_id      = var.vpc_id
  tags        = { Name = "${var.name}-mongodb" }
}

resource "aws_vpc_security_group_ingress_rule" "clients" {
  for_each                     = var.clients
  security_group_id            = aws_security_group.this.id
  description                  = "From ${each.key}"
  referenced_security_group_id = each.value
  from_port                    = 27017
  to_port                      = 27017
  ip_protocol                  = "tcp"
}

resource "aws_vpc_security_group_ingress_rule" "members" {
  security_group_id            = aws_security_group.this.id
  description                  = "Between members"
  referenced_security_group_id = aws_security_group.this.id
  from_port                    = 27017
  to_port                      = 27017
  ip_protocol                  = "tcp"
}

resource "aws_vpc_security_group_egress_rule" "members" {
  security_group_id            = aws_security_group.this.id
  description                  = "Between members"
  referenced_security_group_id = aws_security_group.this.id
  from_port                    = 27017
  to_port                      = 27017
  ip_protocol                  = "tcp"
}

resource "aws_vpc_security_group_egress_rule" "https" {
  security_group_id = aws_security_group.this.id
  description       = "Packages, Secrets Manager and Systems Manager"
  cidr_ipv4         = "0.0.0.0/0"
  from_port         = 443
  to_port           = 443
  ip_protocol       = "tcp"
}
