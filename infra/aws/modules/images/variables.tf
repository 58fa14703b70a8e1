variable "name" {
  description = "Prefix of all names, such as melo-production."
  type        = string
}

variable "repositories" {
  description = "Names of the images."
  type        = list(string)
}

variable "key_arn" {
  type = string
}
