#!/usr/bin/env bash
# Without an argument, prints `version=` and the release that last passed its smoke test, or `version=` alone before the first one.
# With one, records that release.
# Usage: deployed.sh [VERSION]
set -euo pipefail
name="/melo/$MELO_ENVIRONMENT/shared/deployed"
if [ $# -gt 0 ]; then
  aws ssm put-parameter --name "$name" --type String --overwrite --value "$1" > /dev/null
  exit 0
fi
if ! answer=$(aws ssm get-parameter --name "$name" --query Parameter.Value --output text 2>&1); then
  if [[ $answer != *ParameterNotFound* ]]; then
    echo "$answer" >&2
    exit 1
  fi
  answer=
fi
echo "version=$answer"
