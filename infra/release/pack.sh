#!/usr/bin/env bash
# Packs the chart, the SDK, the web app, the playbooks for hosts and the bundle of the schema registry, each with the version in its name.
# Usage: pack.sh VERSION OUT
set -euo pipefail
version=$1 out=$2
mkdir -p "$out"
"$(go env GOPATH)/bin/helm" package infra/kubernetes/melo --version "$version" --app-version "$version" --destination "$out"
npm run contract:sdk
# The name has the version of gen/package.json; it is an error when release-please did not raise that.
cp "gen/dist/melo-sdk-$version.tgz" "$out/"
npm run web:build
tar -czf "$out/web-$version.tar.gz" -C web/dist .
git archive --format tar.gz --output "$out/ansible-$version.tar.gz" HEAD:ansible
git archive --format zip --output "$out/registry-$version.zip" HEAD:infra/aws/registry
