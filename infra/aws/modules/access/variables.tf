variable "name" {
  description = "Prefix of all names, such as melo-production."
  type        = string
}

variable "environment" {
  type = string
}

variable "processes" {
  description = "Stores, topics and secrets by process."
  type = map(object({
    stores      = list(string)
    topics      = object({ read = list(string), write = list(string) })
    secret_arns = list(string)
  }))
}

variable "task_processes" {
  description = "Processes that run as Fargate tasks."
  type        = list(string)
}

variable "kafka" {
  description = "Name and UUID of the MSK cluster."
  type        = object({ name = string, uuid = string })
}

variable "table_arn" {
  description = "DynamoDB table of accounts."
  type        = string
}

variable "data_key_arn" {
  type = string
}

variable "secrets_key_arn" {
  type = string
}

variable "objects_key_arn" {
  type = string
}

variable "releases_bucket_arn" {
  type = string
}
