variable "name" {
  description = "Prefix of all names, such as melo-production."
  type        = string
}

variable "processes" {
  description = "Ports and permitted callers by process, from topology.json."
  type        = map(object({ port = number, callers = list(string) }))
}

variable "task_processes" {
  description = "Processes that run as Fargate tasks."
  type        = list(string)
}

variable "health_port" {
  description = "Port on which a sidecar answers probes."
  type        = number
  default     = 8085
}

variable "vpc_id" {
  type = string
}

variable "vpc_cidr" {
  type = string
}

variable "public_subnet_ids" {
  type = list(string)
}

variable "private_subnet_ids" {
  type = list(string)
}

variable "certificate_arn" {
  description = "Certificate of the public name."
  type        = string
}

variable "logs_bucket" {
  description = "Bucket of access logs."
  type        = string
}

variable "private_zone_id" {
  type = string
}
