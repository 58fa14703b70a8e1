variable "environment" {
  description = "Name of the environment, such as production."
  type        = string
}

variable "settings" {
  description = "Secret settings by process."
  type        = map(list(string))
}

variable "key_arn" {
  description = "KMS key of the secrets."
  type        = string
}
