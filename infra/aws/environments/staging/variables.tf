variable "region" {
  type    = string
  default = "eu-central-1"
}

variable "zone" {
  description = "Public hosted zone that exists in this account."
  type        = string
}

variable "images" {
  description = "Images of transactions and of its sidecar, by digest; the release workflow passes them."
  type        = object({ service = string, sidecar = string })
}

variable "registry" {
  description = "Source bundle, image by digest and platform of the schema registry."
  type        = object({ bundle_version = string, image = string, solution_stack_name = string })
}

variable "alarm_emails" {
  description = "Who hears of alarms and of costs."
  type        = list(string)
}

variable "redis_password" {
  description = "Password of Redis; see the module. The deploy workflow draws it for the first apply."
  type        = string
  ephemeral   = true
  default     = null
}
