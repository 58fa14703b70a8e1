# Two network load balancers. The public one is the edge's; the internal one has a listener for each process and passes TLS through, so
# that mTLS is between the sidecars and the load balancer holds no key.

locals {
  edge_port = 8443
  targets   = merge({ edge = local.edge_port }, { for process, settings in var.processes : process => settings.port })
  callers = merge([
    for process, settings in var.processes : {
      for caller in settings.callers : "${caller}-${process}" => { caller = caller, process = process, port = settings.port }
    }
  ]...)
}

resource "aws_lb" "public" {
  name                             = "${var.name}-public"
  load_balancer_type               = "network"
  internal                         = false
  subnets                          = var.public_subnet_ids
  security_groups                  = [aws_security_group.public.id]
  enable_cross_zone_load_balancing = true
  enable_deletion_protection       = true
  access_logs {
    bucket  = var.logs_bucket
    prefix  = "public"
    enabled = true
  }
}

resource "aws_lb" "internal" {
  #checkov:skip=CKV_AWS_91:A network load balancer logs TLS listeners only; this one passes TLS through, and sidecars log every call
  name                             = "${var.name}-internal"
  load_balancer_type               = "network"
  internal                         = true
  subnets                          = var.private_subnet_ids
  security_groups                  = [aws_security_group.internal.id]
  enable_cross_zone_load_balancing = true
  enable_deletion_protection       = true
}

# Hosts register by instance, Fargate tasks by address.
resource "aws_lb_target_group" "this" {
  for_each               = local.targets
  name                   = "${var.name}-${each.key}"
  vpc_id                 = var.vpc_id
  port                   = each.value
  protocol               = each.key == "edge" ? "TLS" : "TCP"
  target_type            = contains(var.task_processes, each.key) ? "ip" : "instance"
  preserve_client_ip     = each.key == "edge" ? "true" : "false"
  deregistration_delay   = 30
  connection_termination = true
  health_check {
    # The health port of the sidecar answers 200 when it listens; releases are gated by the process itself. See ansible/roles/service.
    protocol            = "HTTP"
    port                = var.health_port
    path                = "/ready"
    interval            = 10
    healthy_threshold   = 2
    unhealthy_threshold = 2
  }
}

resource "aws_lb_listener" "public" {
  load_balancer_arn = aws_lb.public.arn
  port              = 443
  protocol          = "TLS"
  certificate_arn   = var.certificate_arn
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  alpn_policy       = "HTTP2Preferred"
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this["edge"].arn
  }
}

resource "aws_lb_listener" "internal" {
  for_each          = var.processes
  load_balancer_arn = aws_lb.internal.arn
  port              = each.value.port
  protocol          = "TCP"
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this[each.key].arn
  }
}

resource "aws_security_group" "public" {
  name        = "${var.name}-public"
  description = "Public load balancer"
  vpc_id      = var.vpc_id
  tags        = { Name = "${var.name}-public" }
}

resource "aws_vpc_security_group_ingress_rule" "public" {
  security_group_id = aws_security_group.public.id
  description       = "HTTPS from everywhere"
  cidr_ipv4         = "0.0.0.0/0"
  from_port         = 443
  to_port           = 443
  ip_protocol       = "tcp"
}

resource "aws_vpc_security_group_egress_rule" "public" {
  for_each                     = toset([tostring(local.edge_port), tostring(var.health_port)])
  security_group_id            = aws_security_group.public.id
  description                  = "To the edge"
  referenced_security_group_id = aws_security_group.process["edge"].id
  from_port                    = tonumber(each.key)
  to_port                      = tonumber(each.key)
  ip_protocol                  = "tcp"
}

resource "aws_security_group" "internal" {
  name        = "${var.name}-internal"
  description = "Internal load balancer"
  vpc_id      = var.vpc_id
  tags        = { Name = "${var.name}-internal" }
}

# Who may call whom, as in infra/topology.ts. RBAC of the sidecars says the same by identity.
resource "aws_vpc_security_group_ingress_rule" "internal" {
  for_each                     = local.callers
  security_group_id            = aws_security_group.internal.id
  description                  = "${each.value.caller} calls ${each.value.process}"
  referenced_security_group_id = aws_security_group.process[each.value.caller].id
  from_port                    = each.value.port
  to_port                      = each.value.port
  ip_protocol                  = "tcp"
}

resource "aws_vpc_security_group_egress_rule" "internal" {
  for_each                     = var.processes
  security_group_id            = aws_security_group.internal.id
  description                  = "To ${each.key}"
  referenced_security_group_id = aws_security_group.process[each.key].id
  from_port                    = each.value.port
  to_port                      = each.value.port
  ip_protocol                  = "tcp"
}

resource "aws_vpc_security_group_egress_rule" "health" {
  for_each                     = var.processes
  security_group_id            = aws_security_group.internal.id
  description                  = "Health of ${each.key}"
  referenced_security_group_id = aws_security_group.process[each.key].id
  from_port                    = var.health_port
  to_port                      = var.health_port
  ip_protocol                  = "tcp"
}

# The group of each process is here, because load balancers and processes name each other's.
resource "aws_security_group" "process" {
  #checkov:skip=CKV2_AWS_5:Attached in another module, or by for_each, which checkov does not follow
  for_each    = local.targets
  name        = "${var.name}-${each.key}"
  description = "Process ${each.key}"
  vpc_id      = var.vpc_id
  tags        = { Name = "${var.name}-${each.key}" }
}

resource "aws_vpc_security_group_ingress_rule" "process" {
  for_each                     = local.targets
  security_group_id            = aws_security_group.process[each.key].id
  description                  = "From its load balancer"
  referenced_security_group_id = each.key == "edge" ? aws_security_group.public.id : aws_security_group.internal.id
  from_port                    = each.value
  to_port                      = each.value
  ip_protocol                  = "tcp"
}

resource "aws_vpc_security_group_ingress_rule" "process_health" {
  for_each                     = local.targets
  security_group_id            = aws_security_group.process[each.key].id
  description                  = "Health checks of its load balancer"
  referenced_security_group_id = each.key == "edge" ? aws_security_group.public.id : aws_security_group.internal.id
  from_port                    = var.health_port
  to_port                      = var.health_port
  ip_protocol                  = "tcp"
}

# The client's address is kept, so the edge sees the caller of the public load balancer and not the balancer.
resource "aws_vpc_security_group_ingress_rule" "edge" {
  security_group_id = aws_security_group.process["edge"].id
  description       = "Callers, through the public load balancer"
  cidr_ipv4         = "0.0.0.0/0"
  from_port         = local.edge_port
  to_port           = local.edge_port
  ip_protocol       = "tcp"
}

resource "aws_vpc_security_group_egress_rule" "calls" {
  for_each                     = local.callers
  security_group_id            = aws_security_group.process[each.value.caller].id
  description                  = "Calls ${each.value.process}"
  referenced_security_group_id = aws_security_group.internal.id
  from_port                    = each.value.port
  to_port                      = each.value.port
  ip_protocol                  = "tcp"
}

# Stores are in the VPC and let in only their own processes; the rest is HTTPS to AWS and to packages.
resource "aws_vpc_security_group_egress_rule" "vpc" {
  for_each          = local.targets
  security_group_id = aws_security_group.process[each.key].id
  description       = "Stores, Kafka and endpoints in the VPC"
  cidr_ipv4         = var.vpc_cidr
  ip_protocol       = "-1"
}

resource "aws_vpc_security_group_egress_rule" "https" {
  for_each          = local.targets
  security_group_id = aws_security_group.process[each.key].id
  description       = "HTTPS: DynamoDB, S3, packages, webhooks"
  cidr_ipv4         = "0.0.0.0/0"
  from_port         = 443
  to_port           = 443
  ip_protocol       = "tcp"
}

resource "aws_vpc_security_group_egress_rule" "smtp" {
  security_group_id = aws_security_group.process["notifications"].id
  description       = "SMTP over TLS, for mails"
  cidr_ipv4         = "0.0.0.0/0"
  from_port         = 465
  to_port           = 465
  ip_protocol       = "tcp"
}

resource "aws_route53_record" "process" {
  for_each = var.processes
  zone_id  = var.private_zone_id
  name     = each.key
  type     = "A"
  alias {
    name                   = aws_lb.internal.dns_name
    zone_id                = aws_lb.internal.zone_id
    evaluate_target_health = true
  }
}
