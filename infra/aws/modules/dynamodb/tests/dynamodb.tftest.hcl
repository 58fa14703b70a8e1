mock_provider "aws" {
  source = "../../testing/mocks"
}

variables {
  table_name = "accounts"
  capacity   = { minimum = 5, maximum = 100 }
  key_arn    = "arn:aws:kms:eu-central-1:111122223333:key/data"
}

run "table" {
  command = apply
  assert {
    condition     = one(aws_dynamodb_table.accounts.point_in_time_recovery).enabled && one(aws_dynamodb_table.accounts.server_side_encryption).enabled && aws_dynamodb_table.accounts.deletion_protection_enabled
    error_message = "The table can be restored to any second, is encrypted, and is not deleted by mistake."
  }
  assert {
    condition     = toset(keys(aws_appautoscaling_policy.this)) == toset(["table/accounts:Read", "table/accounts:Write", "table/accounts/index/by_id:Read", "table/accounts/index/by_id:Write"])
    error_message = "Table and index scale, reads and writes."
  }
}
