variable "name" {
  description = "Prefix of all names, such as melo-production."
  type        = string
}

variable "environment" {
  type = string
}

variable "emails" {
  description = "Who hears of alarms and of costs."
  type        = list(string)
}

variable "monthly_limit_usd" {
  type = number
}

variable "target_groups" {
  description = "Suffixes of target groups' ARNs by process."
  type        = map(string)
}

variable "public_balancer" {
  type = string
}

variable "internal_balancer" {
  type = string
}

variable "databases" {
  description = "RDS identifiers by name."
  type        = map(string)
}

variable "table_name" {
  type = string
}

variable "kafka_cluster" {
  type = string
}

variable "consumer_topics" {
  description = "What each consumer reads, and how many seconds it may be behind."
  type        = map(object({ process = string, topic = string, seconds = number }))
}

variable "redis_group" {
  type = string
}

variable "key_arn" {
  type = string
}
