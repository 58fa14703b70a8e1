#!/usr/bin/env bash
# Runs Terraform's COMMAND for the environment with the images of VERSION, by digest.
# Usage: terraform.sh VERSION COMMAND [ARGUMENT …]
set -euo pipefail
version=$1
here=$(dirname "$(realpath "$0")")
cd "$here/../aws/environments/$MELO_ENVIRONMENT"
image() {
  local digest
  digest=$("$here/published.sh" "$MELO_REGISTRY/$1" "$version")
  if [ -z "$digest" ]; then
    echo "There is no image $1 of $version." >&2
    exit 1
  fi
  echo "$MELO_REGISTRY/$1@$digest"
}
service=$(image service)
sidecar=$(image edge)
TF_VAR_images=$(jq --null-input --compact-output --arg service "$service" --arg sidecar "$sidecar" '{service: $service, sidecar: $sidecar}')
export TF_VAR_images
# Settings of the environment that no release changes; Terraform reads a text as it is, and everything else as JSON.
while IFS=$'\t' read -r name value; do
  export "TF_VAR_$name=$value"
done < <(jq --raw-output 'to_entries[] | "\(.key)\t\(.value | if type == "string" then . else tojson end)"' <<< "$MELO_SETTINGS")
# Only the first apply takes the password; later ones ignore a new value.
TF_VAR_redis_password=$(openssl rand -hex 32)
export TF_VAR_redis_password TF_IN_AUTOMATION=true
terraform init -input=false -no-color -backend-config="bucket=$MELO_STATE_BUCKET" >&2
terraform "${@:2}"
