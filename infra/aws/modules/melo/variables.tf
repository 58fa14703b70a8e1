variable "environment" {
  description = "Name of the environment: staging or production."
  type        = string
}

variable "cidr" {
  description = "Addresses of the VPC; a /16."
  type        = string
}

variable "domains" {
  description = "The hosted zone that exists, and the names in it of app, edge and schema registry."
  type        = object({ zone = string, app = string, edge = string, registry = string })
}

variable "nat_per_zone" {
  type = bool
}

variable "hosts" {
  description = "Size of each process on EC2, by process; the edge included."
  type        = map(object({ instance_type = string, minimum = number, maximum = number }))
}

variable "task" {
  description = "Size of transactions on Fargate."
  type        = object({ cpu = number, memory = number, minimum = number, maximum = number })
}

variable "postgres" {
  description = "PostgreSQL instances: which processes each one serves, and its size."
  type        = map(object({ processes = list(string), instance_class = string, storage_gib = number }))
}

variable "mariadb" {
  type = object({ instance_class = string, storage_gib = number })
}

variable "multi_zone" {
  description = "Databases have a standby in a second zone."
  type        = bool
}

variable "backup_days" {
  type = number
}

variable "dynamodb_capacity" {
  type = object({ minimum = number, maximum = number })
}

variable "kafka" {
  type = object({ instance_type = string, storage_gib = number })
}

variable "redis_node_type" {
  type = string
}

variable "redis_password" {
  description = "Password of Redis, of at least 32 letters and digits; needed by the first apply and when redis_password_version is raised."
  type        = string
  ephemeral   = true
  default     = null
  validation {
    condition     = var.redis_password == null || can(regex("^[A-Za-z0-9]{32,128}$", var.redis_password))
    error_message = "The password must have 32 to 128 letters and digits."
  }
}

variable "redis_password_version" {
  type    = number
  default = 1
}

variable "mongodb" {
  type = object({ instance_type = string, storage_gib = number })
}

variable "registry" {
  description = "Source bundle, image by digest and platform of the schema registry."
  type        = object({ bundle_version = string, image = string, solution_stack_name = string })
}

variable "images" {
  description = "Images of transactions and of its sidecar, by digest."
  type        = object({ service = string, sidecar = string })
}

variable "alarm_emails" {
  type = list(string)
}

variable "monthly_limit_usd" {
  type = number
}
