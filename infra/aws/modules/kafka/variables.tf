variable "name" {
  description = "Name of the cluster."
  type        = string
}

variable "kafka_version" {
  type    = string
  default = "3.9.x.kraft"
}

variable "instance_type" {
  type = string
}

variable "storage_gib" {
  description = "Storage of each broker at the start; it grows by itself to twenty times as much."
  type        = number
}

variable "vpc_id" {
  type = string
}

variable "subnet_ids" {
  description = "Data subnets, one per zone."
  type        = list(string)
}

variable "clients" {
  description = "Security groups that may connect, by process."
  type        = map(string)
}

variable "key_arn" {
  description = "KMS key of the records."
  type        = string
}

variable "logs_key_arn" {
  type = string
}
