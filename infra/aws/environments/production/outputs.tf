output "auto_scaling_groups" {
  value = module.melo.auto_scaling_groups
}

output "fargate" {
  value = module.melo.fargate
}

output "databases" {
  value = module.melo.databases
}

output "mongodb_members" {
  value = module.melo.mongodb_members
}

output "mesh_ca_arn" {
  value = module.melo.mesh_ca_arn
}

output "release" {
  value = module.melo.release
}
