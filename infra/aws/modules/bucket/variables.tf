variable "name" {
  description = "Name, to which the account is added."
  type        = string
}

variable "key_arn" {
  description = "KMS key of the objects; null for S3's own key."
  type        = string
}

variable "old_version_days" {
  description = "Days that replaced and deleted objects can be brought back."
  type        = number
  default     = 30
}

variable "expire_days" {
  description = "Days after which objects are deleted; null keeps them."
  type        = number
  default     = null
}

variable "logs" {
  description = "Where access logs go; null for none. An object, because the name of a new bucket is unknown while Terraform plans."
  type        = object({ bucket = string })
  default     = null
}

variable "statements" {
  description = "Further statements of the bucket's policy, for all objects."
  type        = any
  default     = []
}
