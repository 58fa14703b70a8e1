# What staging's sizes must give.

mock_provider "aws" {
  source = "../../testing/mocks"
}

mock_provider "aws" {
  alias  = "global"
  source = "../../testing/mocks"
}

run "staging_has_the_shape_of_production" {
  command = apply
  assert {
    condition     = alltrue([for size in values(module.melo.sizes.hosts) : size.minimum >= 2]) && module.melo.sizes.backup_days >= 7
    error_message = "A release is tried on at least two hosts of each process."
  }
}
