variable "name" {
  description = "Prefix of all names, such as melo-production."
  type        = string
}

variable "environment" {
  type = string
}

variable "region" {
  type = string
}

variable "process" {
  description = "Name of the process in infra/topology.ts, or edge."
  type        = string
}

variable "size" {
  description = "Instance type, and least and most hosts."
  type        = object({ instance_type = string, minimum = number, maximum = number })
  validation {
    condition     = var.size.minimum >= 2 && var.size.maximum >= var.size.minimum
    error_message = "Two hosts are the least, so that one may fail."
  }
}

variable "ami_id" {
  type = string
}

variable "subnet_ids" {
  description = "Private subnets."
  type        = list(string)
}

variable "security_group_id" {
  type = string
}

variable "target_group_arn" {
  type = string
}

variable "instance_profile" {
  type = string
}

variable "releases_bucket" {
  type = string
}

variable "data_key_arn" {
  type = string
}
