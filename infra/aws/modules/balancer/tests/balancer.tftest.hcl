mock_provider "aws" {
  source = "../../testing/mocks"
}

variables {
  name = "melo-test"
  processes = {
    users         = { port = 9441, callers = ["edge", "notifications"] }
    notifications = { port = 9442, callers = ["edge"] }
    transactions  = { port = 9443, callers = ["edge"] }
  }
  task_processes     = ["transactions"]
  vpc_id             = "vpc-1"
  vpc_cidr           = "10.30.0.0/16"
  public_subnet_ids  = ["subnet-1", "subnet-2", "subnet-3"]
  private_subnet_ids = ["subnet-4", "subnet-5", "subnet-6"]
  certificate_arn    = "arn:aws:acm:eu-central-1:111122223333:certificate/1"
  logs_bucket        = "melo-test-logs"
  private_zone_id    = "Z1"
}

run "calls" {
  command = apply
  assert {
    condition     = toset(keys(aws_vpc_security_group_ingress_rule.internal)) == toset(["edge-users", "notifications-users", "edge-notifications", "edge-transactions"])
    error_message = "The internal load balancer lets in permitted calls only."
  }
  assert {
    condition     = alltrue([for rule in concat(values(aws_vpc_security_group_ingress_rule.internal), values(aws_vpc_security_group_ingress_rule.process), values(aws_vpc_security_group_ingress_rule.process_health)) : rule.cidr_ipv4 == null && rule.from_port == rule.to_port])
    error_message = "Behind the edge, a rule names a group and one port."
  }
  assert {
    condition     = aws_lb.internal.internal && aws_lb_listener.public.protocol == "TLS" && alltrue([for listener in aws_lb_listener.internal : listener.protocol == "TCP"])
    error_message = "mTLS goes through the internal load balancer, which is private."
  }
  assert {
    condition     = aws_lb_target_group.this["transactions"].target_type == "ip" && aws_lb_target_group.this["users"].target_type == "instance"
    error_message = "Tasks register by address, hosts by instance."
  }
}
