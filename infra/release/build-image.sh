#!/usr/bin/env bash
# Builds an image and writes to OUT: the image with compressed layers (image.tar), its digest, and its files for the bill of materials
# (root/). What is pushed later is exactly image.tar, so the digest is the same in every registry.
# Usage: build-image.sh IMAGE DOCKERFILE OUT
set -euo pipefail
image=$1 file=$2 out=$3
mkdir -p "$out/root"
docker build --pull --target "$image" --file "infra/images/$file.Dockerfile" --tag "melo/$image" .
container=$(docker create "melo/$image" none)
docker export "$container" | tar -x --no-same-owner --anchored --exclude dev -C "$out/root"
docker rm "$container" > /dev/null
docker save --output "$out/archive.tar" "melo/$image"
skopeo copy --quiet --dest-compress "docker-archive:$out/archive.tar" "dir:$out/image"
rm "$out/archive.tar"
skopeo manifest-digest "$out/image/manifest.json" > "$out/digest"
tar -cf "$out/image.tar" -C "$out/image" .
