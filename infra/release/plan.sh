#!/usr/bin/env bash
# Prints the plan of the environment for the release that runs, as Markdown. It takes no lock, because its role writes nothing.
set -euo pipefail
here=$(dirname "$0")
# A summary may have 1 MiB.
most_bytes=900000
version=$("$here/deployed.sh")
version=${version#version=}
if [ -z "$version" ]; then
  echo "No release was deployed to $MELO_ENVIRONMENT yet, so there is no plan."
  exit 0
fi
plan=$("$here/terraform.sh" "$version" plan -input=false -no-color -lock=false)
printf '### %s\n\n```\n' "$MELO_ENVIRONMENT"
# Progress comes before the plan itself.
sed -n '/^Terraform used\|^No changes\|^Terraform will perform\|^Changes to Outputs/,$p' <<< "$plan" | head -c "$most_bytes"
printf '\n```\n'
