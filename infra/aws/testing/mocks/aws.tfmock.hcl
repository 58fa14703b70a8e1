# What AWS would answer, as far as the configuration reads it.

mock_data "aws_region" {
  defaults = { region = "eu-central-1" }
}

mock_data "aws_caller_identity" {
  defaults = { account_id = "111122223333" }
}

mock_data "aws_availability_zones" {
  defaults = { names = ["eu-central-1a", "eu-central-1b", "eu-central-1c"] }
}

mock_data "aws_ssm_parameter" {
  defaults = { value = "ami-0123456789abcdef0" }
}

mock_resource "aws_acm_certificate" {
  defaults = {
    domain_validation_options = [{ domain_name = "melo.example", resource_record_name = "_x.melo.example", resource_record_type = "CNAME", resource_record_value = "_y.acm.example" }]
  }
}

mock_resource "aws_msk_cluster" {
  defaults = {
    arn                        = "arn:aws:kafka:eu-central-1:111122223333:cluster/melo/uuid"
    cluster_uuid               = "uuid"
    bootstrap_brokers_sasl_iam = "b-1.melo:9098,b-2.melo:9098,b-3.melo:9098"
  }
}

mock_resource "aws_dynamodb_table" {
  defaults = { arn = "arn:aws:dynamodb:eu-central-1:111122223333:table/accounts" }
}

mock_resource "aws_db_instance" {
  defaults = { master_user_secret = [{ kms_key_id = "key", secret_arn = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:rds", secret_status = "active" }] }
}
