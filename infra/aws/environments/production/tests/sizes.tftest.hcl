# What production's sizes must give.

mock_provider "aws" {
  source = "../../testing/mocks"
}

mock_provider "aws" {
  alias  = "global"
  source = "../../testing/mocks"
}

run "production_survives_the_loss_of_a_zone" {
  command = apply
  assert {
    condition     = alltrue([for size in values(module.melo.sizes.hosts) : size.minimum >= 3]) && module.melo.sizes.task.minimum >= 3
    error_message = "Production has a host or task of each process in every zone."
  }
  assert {
    condition     = module.melo.sizes.multi_zone && module.melo.sizes.backup_days == 35 && module.melo.sizes.nat_per_zone
    error_message = "Databases have a standby, five weeks of backups, and every zone its own way out."
  }
  assert {
    condition     = length([for name, database in output.databases : name if contains(database.processes, "users") && length(database.processes) == 1]) == 1
    error_message = "Identity has a database of its own."
  }
}
