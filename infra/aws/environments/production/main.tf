# The production environment. Values that a release changes (images, bundle) are variables; all sizes are here.

terraform {
  required_version = ">= 1.11"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "6.66.0"
    }
  }
  # bootstrap/ makes the bucket; `terraform init -backend-config=bucket=NAME` names it. S3 itself keeps the lock.
  backend "s3" {
    key          = "melo/production.tfstate"
    encrypt      = true
    use_lockfile = true
  }
}

provider "aws" {
  region = var.region
  default_tags {
    tags = { Project = "melo", Environment = "production", ManagedBy = "terraform" }
  }
}

provider "aws" {
  alias  = "global"
  region = "us-east-1"
  default_tags {
    tags = { Project = "melo", Environment = "production", ManagedBy = "terraform" }
  }
}
