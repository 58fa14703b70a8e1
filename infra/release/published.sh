#!/usr/bin/env bash
# Prints the digest of a tag in ECR, or nothing when the tag does not exist.
# Usage: published.sh REFERENCE TAG
set -euo pipefail
repository=${1#*/} tag=$2
if ! answer=$(aws ecr describe-images --repository-name "$repository" --image-ids "imageTag=$tag" \
  --query 'imageDetails[0].imageDigest' --output text 2>&1); then
  if [[ $answer == *ImageNotFoundException* ]]; then exit 0; fi
  echo "$answer" >&2
  exit 1
fi
echo "$answer"
