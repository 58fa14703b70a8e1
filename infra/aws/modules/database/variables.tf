variable "name" {
  description = "Identifier of the instance."
  type        = string
}

variable "engine" {
  description = "postgres or mariadb."
  type        = string
  validation {
    condition     = contains(["postgres", "mariadb"], var.engine)
    error_message = "Melo uses PostgreSQL and MariaDB."
  }
}

variable "instance_class" {
  type = string
}

variable "storage_gib" {
  description = "Storage at the start; it grows by itself to ten times as much."
  type        = number
}

variable "multi_zone" {
  description = "A standby in a second zone takes over within about a minute."
  type        = bool
}

variable "backup_days" {
  description = "The database can be restored to any second of so many days."
  type        = number
  validation {
    condition     = var.backup_days >= 7 && var.backup_days <= 35
    error_message = "Backups are kept from 7 to 35 days."
  }
}

variable "vpc_id" {
  type = string
}

variable "subnet_ids" {
  description = "Data subnets."
  type        = list(string)
}

variable "clients" {
  description = "Security groups that may connect, by process."
  type        = map(string)
}

variable "data_key_arn" {
  type = string
}

variable "secrets_key_arn" {
  type = string
}
