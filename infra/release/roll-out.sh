#!/usr/bin/env bash
# Rolls a release out to the environment: infrastructure, hosts, transactions on ECS, the web app. With RUNNING, the infrastructure is
# changed first while transactions stays at that release, so that consumers on the hosts are new before transactions publishes events
# that only they know. Without it, as on the way back, transactions is changed first.
# Usage: roll-out.sh VERSION [RUNNING]
set -euo pipefail
version=$1 running=${2:-$1}
here=$(dirname "$(realpath "$0")")
if ! [[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]]; then
  echo "$version is not a version such as 1.2.3." >&2
  exit 1
fi

aws ecr get-login-password | docker login --username AWS --password-stdin "${MELO_REGISTRY%%/*}"
for image in service edge; do
  digest=$("$here/published.sh" "$MELO_REGISTRY/$image" "$version")
  cosign verify --certificate-identity "$MELO_SIGNER" \
    --certificate-oidc-issuer https://token.actions.githubusercontent.com "$MELO_REGISTRY/$image@$digest" > /dev/null
done

apply() { "$here/terraform.sh" "$1" apply -input=false -no-color -auto-approve; }
output() { "$here/terraform.sh" "$version" output -json "$1"; }

apply "$running"
# A host that starts meanwhile installs the new release, too.
for process in $(output auto_scaling_groups | jq -r 'keys[]'); do
  aws ssm put-parameter --name "/melo/$MELO_ENVIRONMENT/$process/release" --type String --overwrite --value "$version" > /dev/null
done
(cd "$here/../../ansible" && ansible-playbook -i inventories/aws playbooks/release.yml -e "melo_release=$version")
if [ "$running" != "$version" ]; then apply "$version"; fi

fargate=$(output fargate)
"$here/transactions.sh" "$(jq -r .cluster <<< "$fargate")" "$(jq -r .service <<< "$fargate")" "$version"

release=$(output release)
folder=$(mktemp -d)
aws s3 cp --only-show-errors "s3://$(jq -r .bucket <<< "$release")/web/$version.tar.gz" "$folder/web.tar.gz"
mkdir "$folder/web"
tar -xzf "$folder/web.tar.gz" -C "$folder/web"
"$here/publish-web.sh" "$folder/web" "$(jq -r .web_bucket <<< "$release")" "$(jq -r .distribution <<< "$release")"
