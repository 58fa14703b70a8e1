#!/usr/bin/env bash
# Publishes the built web app. Files with a hash in their name come first and stay, so that neither the new page nor one that is open
# somewhere asks for a file that is not there; the page itself comes last.
# Usage: publish-web.sh FOLDER BUCKET DISTRIBUTION
set -euo pipefail
folder=$1 bucket=$2 distribution=$3
# CloudFront compresses. Vite's manifest is for the build.
put() { aws s3 cp --only-show-errors --recursive --exclude '*.br' --exclude '*.gz' --exclude '.vite/*' "$@"; }
put --cache-control 'public, max-age=31536000, immutable' "$folder/assets" "s3://$bucket/assets"
put --cache-control no-cache --exclude 'assets/*' --exclude index.html "$folder" "s3://$bucket"
aws s3 cp --only-show-errors --cache-control no-cache "$folder/index.html" "s3://$bucket/index.html"
invalidation=$(aws cloudfront create-invalidation --distribution-id "$distribution" --paths '/*' --query Invalidation.Id --output text)
aws cloudfront wait invalidation-completed --distribution-id "$distribution" --id "$invalidation"
