variable "region" {
  type    = string
  default = "eu-central-1"
}

variable "environment" {
  description = "The environment that this account holds: staging or production."
  type        = string
  validation {
    condition     = contains(["staging", "production"], var.environment)
    error_message = "There are the environments staging and production."
  }
}

variable "repository" {
  description = "Repository on GitHub, as OWNER/NAME."
  type        = string
  validation {
    condition     = can(regex("^[\\w.-]+/[\\w.-]+$", var.repository))
    error_message = "Write the repository as OWNER/NAME."
  }
}
