output "arns" {
  description = "ARNs by process and setting."
  value = {
    for process, settings in var.settings : process => {
      for setting in settings : setting => aws_secretsmanager_secret.this["${process}/${setting}"].arn
    }
  }
}
