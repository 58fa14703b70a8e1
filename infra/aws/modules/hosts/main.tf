# An Auto Scaling group of one process. A new host configures itself: it fetches the Ansible release that Systems Manager names and
# applies the play of its process; the load balancer sends it calls when its sidecar says that it is ready.

resource "aws_launch_template" "this" {
  name                   = "${var.name}-${var.process}"
  image_id               = var.ami_id
  instance_type          = var.size.instance_type
  update_default_version = true
  vpc_security_group_ids = [var.security_group_id]
  ebs_optimized          = true
  user_data = base64encode(templatefile("${path.module}/user-data.sh.tftpl", {
    environment     = var.environment
    process         = var.process
    region          = var.region
    releases_bucket = var.releases_bucket
  }))
  iam_instance_profile {
    name = var.instance_profile
  }
  metadata_options {
    http_endpoint = "enabled"
    http_tokens   = "required"
    # Containers and proxied requests are one hop further and get no credentials.
    http_put_response_hop_limit = 1
  }
  monitoring {
    enabled = true
  }
  block_device_mappings {
    device_name = "/dev/xvda"
    ebs {
      encrypted             = true
      kms_key_id            = var.data_key_arn
      volume_type           = "gp3"
      volume_size           = 20
      delete_on_termination = true
    }
  }
  network_interfaces {
    associate_public_ip_address = false
    security_groups             = [var.security_group_id]
  }
  tag_specifications {
    resource_type = "instance"
    tags          = local.tags
  }
  tag_specifications {
    resource_type = "volume"
    tags          = local.tags
  }
}

locals {
  # Ansible's dynamic inventory groups hosts by these.
  tags = { Name = "${var.name}-${var.process}", Process = var.process, Environment = var.environment }
}

resource "aws_autoscaling_group" "this" {
  name                      = "${var.name}-${var.process}"
  min_size                  = var.size.minimum
  max_size                  = var.size.maximum
  vpc_zone_identifier       = var.subnet_ids
  target_group_arns         = [var.target_group_arn]
  health_check_type         = "ELB"
  health_check_grace_period = 300
  default_instance_warmup   = 120
  max_instance_lifetime     = 30 * 24 * 3600
  enabled_metrics           = ["GroupInServiceInstances", "GroupDesiredCapacity"]
  launch_template {
    id      = aws_launch_template.this.id
    version = aws_launch_template.this.latest_version
  }
  instance_refresh {
    strategy = "Rolling"
    preferences {
      # A new host serves before an old one leaves.
      min_healthy_percentage = 100
      max_healthy_percentage = 150
      auto_rollback          = true
    }
  }
  dynamic "tag" {
    for_each = local.tags
    content {
      key                 = tag.key
      value               = tag.value
      propagate_at_launch = true
    }
  }
  lifecycle {
    ignore_changes = [desired_capacity]
  }
}

resource "aws_autoscaling_policy" "cpu" {
  name                   = "cpu"
  autoscaling_group_name = aws_autoscaling_group.this.name
  policy_type            = "TargetTrackingScaling"
  target_tracking_configuration {
    target_value = 55
    predefined_metric_specification {
      predefined_metric_type = "ASGAverageCPUUtilization"
    }
  }
}
