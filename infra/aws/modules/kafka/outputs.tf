output "brokers" {
  description = "Addresses of the brokers for clients by IAM, comma-separated."
  value       = aws_msk_cluster.this.bootstrap_brokers_sasl_iam
}

output "cluster_arn" {
  value = aws_msk_cluster.this.arn
}

output "cluster_name" {
  value = aws_msk_cluster.this.cluster_name
}

output "cluster_uuid" {
  value = aws_msk_cluster.this.cluster_uuid
}
