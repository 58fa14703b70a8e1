#!/usr/bin/env bash
# Uploads what hosts, Elastic Beanstalk and the deployment of the web app fetch from the bucket of releases.
# Usage: push-bundles.sh BUCKET VERSION PACKAGES APP
set -euo pipefail
bucket=$1 version=$2 packages=$3 app=$4
put() { aws s3 cp --only-show-errors "$1" "s3://$bucket/$2"; }
put "$packages/ansible-$version.tar.gz" "ansible/$version.tar.gz"
put "$packages/registry-$version.zip" "registry/$version.zip"
put "$packages/web-$version.tar.gz" "web/$version.tar.gz"
# Each process reads only its own folder.
for process in $(jq -r '.processes | keys[]' infra/aws/topology.json); do put "$app" "$process/$version.tar.gz"; done
