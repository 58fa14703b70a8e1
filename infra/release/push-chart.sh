#!/usr/bin/env bash
# Pushes the packed chart as an OCI artifact and prints its digest as an output of the step.
# Usage: push-chart.sh REGISTRY CHART
set -euo pipefail
registry=$1 chart=$2
version=${chart##*/melo-}
version=${version%.tgz}
password=$(aws ecr get-login-password)
# For Helm, and for cosign and the attestations.
"$(go env GOPATH)/bin/helm" registry login --username AWS --password-stdin "${registry%%/*}" <<< "$password"
docker login --username AWS --password-stdin "${registry%%/*}" <<< "$password"
published() { "$(dirname "$0")/published.sh" "$registry/melo" "$version"; }
if [ -z "$(published)" ]; then "$(go env GOPATH)/bin/helm" push "$chart" "oci://$registry"; fi
echo "digest=$(published)" >> "$GITHUB_OUTPUT"
