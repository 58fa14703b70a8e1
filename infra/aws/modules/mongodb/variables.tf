variable "name" {
  description = "Name of the replica set."
  type        = string
}

variable "environment" {
  type = string
}

variable "ami_id" {
  type = string
}

variable "instance_type" {
  type = string
}

variable "instance_profile" {
  description = "Instance profile that may read the secrets of the replica set."
  type        = string
}

variable "storage_gib" {
  type = number
}

variable "backup_days" {
  description = "Days that a daily snapshot is kept; hourly ones are kept for two days."
  type        = number
}

variable "vpc_id" {
  type = string
}

variable "subnet_ids" {
  description = "Private subnets, one per zone: members need packages, so they are not in the data subnets."
  type        = list(string)
}

variable "clients" {
  description = "Security groups that may connect, by process."
  type        = map(string)
}

variable "private_zone_id" {
  type = string
}

variable "data_key_arn" {
  type = string
}

variable "alarm_topic_arn" {
  type = string
}
