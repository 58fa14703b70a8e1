output "name" {
  value = local.name
}

output "auto_scaling_groups" {
  description = "Groups by process; Ansible's dynamic inventory finds their hosts by the tags Process and Environment."
  value       = { for process, hosts in module.hosts : process => hosts.group_name }
}

output "fargate" {
  value = { cluster = module.transactions.cluster_name, service = module.transactions.service_name }
}

output "databases" {
  description = "Addresses and administrators' secrets, by which Ansible makes databases and roles."
  value = merge(
    { for key, instance in module.postgres : "postgres-${key}" => { engine = "postgres", address = instance.address, administrator = instance.administrator_secret_arn, processes = var.postgres[key].processes } },
    { mariadb = { engine = "mariadb", address = module.mariadb.address, administrator = module.mariadb.administrator_secret_arn, processes = local.with_store.mariadb } },
  )
}

output "mongodb_members" {
  value = module.mongodb.addresses
}

output "mesh_ca_arn" {
  value = module.mesh_ca.arn
}

output "secret_arns" {
  description = "Secrets by process and setting."
  value       = module.secrets.arns
}

output "policies" {
  description = "Statements of each process's role."
  value       = module.access.policies
}

output "permitted_calls" {
  description = "Pairs of caller and process that the network lets through."
  value       = module.balancer.permitted_calls
}

output "alarm_names" {
  value = module.alarms.names
}

output "release" {
  description = "Where a release goes: buckets, repositories, distribution."
  value = {
    bucket       = module.releases_bucket.id
    web_bucket   = module.web_bucket.id
    distribution = module.web.distribution_id
    repositories = module.images.urls
  }
}

output "sizes" {
  description = "What the environment asked for."
  value = {
    hosts        = var.hosts
    task         = var.task
    multi_zone   = var.multi_zone
    backup_days  = var.backup_days
    nat_per_zone = var.nat_per_zone
  }
}
