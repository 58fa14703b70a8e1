variable "name" {
  description = "Prefix of all names, such as melo-production."
  type        = string
}

variable "process" {
  description = "Name of the process in infra/topology.ts."
  type        = string
}

variable "region" {
  type = string
}

variable "account_id" {
  type = string
}

variable "image" {
  description = "Image of the process, by digest."
  type        = string
  validation {
    condition     = can(regex("@sha256:[0-9a-f]{64}$", var.image))
    error_message = "An image is named by its digest, because a tag can change."
  }
}

variable "sidecar_image" {
  description = "Image of Envoy with the configuration of this sidecar in it, by digest."
  type        = string
  validation {
    condition     = can(regex("@sha256:[0-9a-f]{64}$", var.sidecar_image))
    error_message = "An image is named by its digest, because a tag can change."
  }
}

variable "size" {
  description = "CPU units and MiB of a task, and least and most tasks."
  type        = object({ cpu = number, memory = number, minimum = number, maximum = number })
  validation {
    condition     = var.size.minimum >= 2 && var.size.maximum >= var.size.minimum
    error_message = "Two tasks are the least, so that one may fail."
  }
}

variable "settings" {
  description = "Environment variables that are no secrets."
  type        = map(string)
}

variable "secret_arns" {
  description = "Secrets by environment variable."
  type        = map(string)
}

variable "certificate_arn" {
  description = "Secret with certificate, key and CA of the sidecar, as a JSON object of files."
  type        = string
}

variable "key_set_parameter_arn" {
  description = "Parameter of Systems Manager with the public key set of access tokens."
  type        = string
}

variable "port" {
  description = "Port of the sidecar."
  type        = number
}

variable "health_port" {
  description = "Port on which the sidecar answers probes."
  type        = number
  default     = 8085
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

variable "task_role_arn" {
  type = string
}

variable "repository_arns" {
  description = "Repositories of both images."
  type        = list(string)
}

variable "logs_key_arn" {
  type = string
}

variable "secrets_key_arn" {
  type = string
}
