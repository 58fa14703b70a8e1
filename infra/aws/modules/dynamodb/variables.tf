variable "table_name" {
  type = string
}

variable "capacity" {
  description = "Least and most capacity units, for reads and for writes."
  type        = object({ minimum = number, maximum = number })
}

variable "key_arn" {
  description = "KMS key of the items."
  type        = string
}
