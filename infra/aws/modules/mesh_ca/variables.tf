variable "name" {
  description = "Prefix of all names, such as melo-production."
  type        = string
}
