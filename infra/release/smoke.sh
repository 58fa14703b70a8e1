#!/usr/bin/env bash
# Runs smoke.ts with the account whose address and password are in the secret melo-ENVIRONMENT-smoke.
set -euo pipefail
account=$(aws secretsmanager get-secret-value --secret-id "melo-$MELO_ENVIRONMENT-smoke" --query SecretString --output text)
MELO_SMOKE_EMAIL=$(jq -r .email <<< "$account")
MELO_SMOKE_PASSWORD=$(jq -r .password <<< "$account")
echo "::add-mask::$MELO_SMOKE_PASSWORD"
export MELO_SMOKE_EMAIL MELO_SMOKE_PASSWORD
exec node_modules/.bin/node infra/release/smoke.ts
