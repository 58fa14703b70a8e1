variable "name" {
  description = "Prefix of all names, such as melo-production."
  type        = string
}

variable "domain" {
  description = "Public name of the app."
  type        = string
}

variable "edge_domain" {
  description = "Public name of the edge's load balancer."
  type        = string
}

variable "bucket_domain_name" {
  type = string
}

variable "logs_bucket_domain_name" {
  type = string
}

variable "firewall_logs_bucket_arn" {
  description = "Bucket of the firewall's log; AWS wants its name to begin with aws-waf-logs-."
  type        = string
}

variable "certificate_arn" {
  description = "Certificate of the domain, in us-east-1."
  type        = string
}

variable "headers" {
  description = "Headers of the app's files, from topology.json."
  type        = map(string)
}

variable "requests_per_five_minutes" {
  description = "Requests of one address from which on it is blocked."
  type        = number
  default     = 6000
}
