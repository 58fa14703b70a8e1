mock_provider "aws" {
  source = "../../testing/mocks"
}

variables {
  name         = "melo-test"
  cidr         = "10.30.0.0/16"
  nat_per_zone = true
  logs_key_arn = "arn:aws:kms:eu-central-1:111122223333:key/logs"
}

run "network" {
  command = apply
  assert {
    condition     = length(aws_subnet.this) == 9 && length(distinct([for subnet in aws_subnet.this : subnet.availability_zone])) == 3 && !anytrue([for subnet in aws_subnet.this : subnet.map_public_ip_on_launch])
    error_message = "Three tiers in three zones, and nothing gets a public address by itself."
  }
  assert {
    condition     = !anytrue([for key in concat(keys(aws_route.public), keys(aws_route.private)) : startswith(key, "data-")])
    error_message = "Stores have no way to the internet."
  }
  assert {
    condition     = length(aws_nat_gateway.this) == 3 && toset(keys(aws_vpc_endpoint.gateway)) == toset(["s3", "dynamodb"])
    error_message = "Every zone has its own way out, and S3 and DynamoDB need none."
  }
  assert {
    condition     = length(distinct([for subnet in aws_subnet.this : subnet.cidr_block])) == 9
    error_message = "Subnets do not overlap."
  }
}
