#!/usr/bin/env bash
# Pushes an image that build-image.sh wrote, as it is, and prints its digest as an output of the step. A tag never changes in ECR, so a
# repeated run accepts the tag that it pushed before, and no other.
# Usage: push-image.sh REFERENCE TAG OUT
set -euo pipefail
reference=$1 tag=$2 out=$3
digest=$(cat "$out/digest")
aws ecr get-login-password | docker login --username AWS --password-stdin "${reference%%/*}"
published=$("$(dirname "$0")/published.sh" "$reference" "$tag")
if [ -z "$published" ]; then
  mkdir -p "$out/image"
  tar -xf "$out/image.tar" -C "$out/image"
  skopeo copy --quiet --preserve-digests "dir:$out/image" "docker://$reference:$tag"
elif [ "$published" != "$digest" ]; then
  echo "$reference:$tag is $published already; this build is $digest." >&2
  exit 1
fi
echo "digest=$digest" >> "$GITHUB_OUTPUT"
