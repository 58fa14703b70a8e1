# One secret per setting of a process, named melo/<environment>/<process>/<SETTING>, so that a process can read its own and no other.
# Terraform makes them empty and never learns a value: whoever operates the environment writes them, and hosts read them by ansible/.

locals {
  secrets = merge([
    for process, settings in var.settings : {
      for setting in settings : "${process}/${setting}" => { process = process, setting = setting }
    }
  ]...)
}

resource "aws_secretsmanager_secret" "this" {
  #checkov:skip=CKV2_AWS_57:A key that hashes stored records cannot be replaced by a clock
  for_each                = local.secrets
  name                    = "melo/${var.environment}/${each.key}"
  description             = "${each.value.setting} of ${each.value.process}"
  kms_key_id              = var.key_arn
  recovery_window_in_days = 30
  tags                    = { Process = each.value.process }
}
