variable "name" {
  description = "Name of the replication group."
  type        = string
}

variable "node_type" {
  type = string
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

variable "url_secret_arn" {
  description = "Secret that receives the address with the password."
  type        = string
}

variable "password" {
  description = "Password of users' role. It is written when the version is raised, and is in no state."
  type        = string
  ephemeral   = true
}

variable "password_version" {
  description = "Raise it to write a new password."
  type        = number
  default     = 1
}
