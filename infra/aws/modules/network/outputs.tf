output "vpc_id" {
  value = aws_vpc.this.id
}

output "cidr" {
  value = aws_vpc.this.cidr_block
}

output "subnet_ids" {
  description = "IDs by tier: public, private, data."
  value       = { for tier, _ in local.tiers : tier => [for key, subnet in local.subnets : aws_subnet.this[key].id if subnet.tier == tier] }
}

output "zones" {
  value = local.zones
}
