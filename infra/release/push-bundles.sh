#!/usr/bin/env bash
# Copies what pack.sh put into bucket.tar to the bucket of releases.
# Usage: push-bundles.sh BUCKET ARCHIVE
set -euo pipefail
bucket=$1 archive=$2
folder=$(mktemp -d)
tar -xf "$archive" -C "$folder"
aws s3 cp --only-show-errors --recursive "$folder" "s3://$bucket"
