variable "name" {
  description = "Prefix of all names, such as melo-production."
  type        = string
}

variable "cidr" {
  description = "Addresses of the VPC; a /16."
  type        = string
  validation {
    condition     = can(cidrhost(var.cidr, 0)) && endswith(var.cidr, "/16")
    error_message = "The VPC needs a /16, because its subnets are /20."
  }
}

variable "nat_per_zone" {
  description = "A NAT gateway in every zone. One for all is cheaper, but its zone is a single point of failure."
  type        = bool
}

variable "logs_key_arn" {
  description = "KMS key of log groups."
  type        = string
}
