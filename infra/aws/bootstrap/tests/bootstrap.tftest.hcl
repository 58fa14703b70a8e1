mock_provider "aws" {
  source = "../testing/mocks"
}

variables {
  environment = "production"
  repository  = "melo/melo"
}

run "workflows" {
  command = apply
  assert {
    condition     = jsondecode(aws_iam_role.workflow["deploy"].assume_role_policy).Statement[0].Condition.StringEquals["token.actions.githubusercontent.com:sub"] == ["repo:melo/melo:environment:production"]
    error_message = "Only the protected environment of this repository deploys."
  }
  assert {
    condition     = contains(jsondecode(aws_iam_role_policy.plan.policy).Statement[0].Action, "secretsmanager:GetSecretValue") && jsondecode(aws_iam_role_policy.plan.policy).Statement[0].Effect == "Deny"
    error_message = "A plan reads no secret."
  }
}

run "other_environments_are_refused" {
  command = plan
  variables {
    environment = "test"
  }
  expect_failures = [var.environment]
}
