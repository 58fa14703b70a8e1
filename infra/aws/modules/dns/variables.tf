variable "vpc_id" {
  type = string
}

variable "public_zone" {
  description = "Hosted zone that exists, such as melo.example."
  type        = string
}

variable "internal_zone" {
  type = string
}

variable "app_domain" {
  type = string
}

variable "edge_domain" {
  type = string
}

variable "registry_domain" {
  type = string
}
