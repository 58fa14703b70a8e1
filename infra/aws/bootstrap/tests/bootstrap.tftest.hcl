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
  assert {
    condition     = [for statement in jsondecode(aws_iam_role_policy.plan.policy).Statement : statement.Action if statement.Effect == "Allow"] == [["kms:Decrypt"], ["kms:Decrypt"]]
    error_message = "A plan is allowed to decrypt state and settings, and nothing else beyond reading."
  }
  assert {
    condition     = jsondecode(aws_iam_role.workflow["publish"].assume_role_policy).Statement[0].Condition.StringEquals["token.actions.githubusercontent.com:sub"] == ["repo:melo/melo:environment:release"]
    error_message = "Only the environment release publishes."
  }
  assert {
    condition = alltrue([
      for statement in jsondecode(aws_iam_role_policy.publish.policy).Statement : !anytrue([for action in statement.Action : can(regex("Delete|\\*", action))])
    ])
    error_message = "A release adds, and deletes nothing."
  }
  assert {
    condition     = jsondecode(aws_iam_role_policy.publish.policy).Statement[1].Resource == ["arn:aws:ecr:${data.aws_region.current.region}:${data.aws_caller_identity.current.account_id}:repository/melo-production/*"]
    error_message = "A release pushes to the repositories of this environment only."
  }
}

run "other_environments_are_refused" {
  command = plan
  variables {
    environment = "test"
  }
  expect_failures = [var.environment]
}
