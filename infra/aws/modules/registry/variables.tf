variable "name" {
  description = "Prefix of all names, such as melo-production."
  type        = string
}

variable "region" {
  type = string
}

variable "bundle_version" {
  description = "Version of the source bundle in the bucket of releases."
  type        = string
}

variable "releases_bucket" {
  type = string
}

variable "image" {
  description = "Image of the registry, by digest."
  type        = string
  validation {
    condition     = can(regex("@sha256:[0-9a-f]{64}$", var.image))
    error_message = "An image is named by its digest, because a tag can change."
  }
}

variable "solution_stack_name" {
  description = "Elastic Beanstalk's Docker platform."
  type        = string
}

variable "instance_type" {
  type    = string
  default = "t3.small"
}

variable "vpc_id" {
  type = string
}

variable "vpc_cidr" {
  type = string
}

variable "subnet_ids" {
  description = "Private subnets."
  type        = list(string)
}

variable "clients" {
  description = "Security groups that may connect, by process."
  type        = map(string)
}

variable "certificate_arn" {
  description = "Certificate of the registry's internal name."
  type        = string
}

variable "database_address" {
  type = string
}

variable "database_password_secret_arn" {
  type = string
}

variable "password_secret_arn" {
  description = "Password that services send."
  type        = string
}

variable "secrets_key_arn" {
  type = string
}
