# What holds in every environment. Applied against mocks of AWS; environments/*/tests link to it.

mock_provider "aws" {
  source = "../../testing/mocks"
}

mock_provider "aws" {
  alias  = "global"
  source = "../../testing/mocks"
}

run "environment" {
  command = apply

  assert {
    condition     = toset(keys(output.auto_scaling_groups)) == toset(["edge", "mesh", "users", "categories", "accounts", "budgets", "reports", "notifications"])
    error_message = "Every process but transactions runs on EC2."
  }
  assert {
    condition     = output.fargate.service == "transactions"
    error_message = "Transactions runs on Fargate."
  }
  assert {
    condition     = toset(flatten([for database in output.databases : database.processes])) == toset(["users", "categories", "reports", "notifications", "transactions"])
    error_message = "Every process with a relational store has an instance."
  }
  assert {
    condition     = length(output.mongodb_members) == 3
    error_message = "The replica set has three members."
  }
  assert {
    condition     = contains(module.melo.permitted_calls, "notifications -> users") && !contains(module.melo.permitted_calls, "notifications -> transactions")
    error_message = "The network lets through what infra/topology.ts permits, and no other call."
  }
  assert {
    condition     = length([for call in module.melo.permitted_calls : call if startswith(call, "edge -> ")]) == 8
    error_message = "The edge reaches every process."
  }

  # IAM: a process reads its own secrets, publishes its own topics, and no policy allows an action on everything.
  assert {
    condition = alltrue([
      for process, statements in module.melo.policies : alltrue([
        for statement in statements : !contains(statement.Resource, "*") && alltrue([for action in statement.Action : !endswith(action, "*")])
      ])
    ])
    error_message = "No process may do everything, or one thing to everything."
  }
  assert {
    condition = alltrue([
      for process, statements in module.melo.policies : alltrue([
        for statement in statements : toset(statement.Resource) == toset(values(module.melo.secret_arns[process])) if statement.Sid == "OwnSecrets"
      ])
    ])
    error_message = "A process reads its own secrets only."
  }
  assert {
    condition = [for process, statements in module.melo.policies : process if anytrue([
      for statement in statements : anytrue([for action in statement.Action : startswith(action, "dynamodb:")])
    ])] == ["accounts"]
    error_message = "Only accounts reaches DynamoDB."
  }
  assert {
    condition = [for process, statements in module.melo.policies : process if anytrue([
      for statement in statements : anytrue([for resource in statement.Resource : endswith(resource, "/melo.transactions.v1.transaction")]) if statement.Sid == "Publish"
    ])] == ["transactions"]
    error_message = "Only transactions publishes transactions."
  }
  assert {
    condition     = !anytrue([for statement in flatten([module.melo.policies.mesh, module.melo.policies.edge]) : startswith(statement.Action[0], "kafka-cluster:")])
    error_message = "Gateway and edge have no business with Kafka."
  }
  assert {
    condition     = alltrue([for name in ["accounts-ReadThrottleEvents", "kafka-offline", "edge-unhealthy", "mariadb-storage", "redis-memory", "budgets-melo.transactions.v1.transaction-lag"] : contains(module.melo.alarm_names, "${module.melo.name}-${name}")])
    error_message = "What can stop Melo has an alarm."
  }
}
