#!/usr/bin/env bash
# Packs everything but the images: the chart and the SDK, and in bucket.tar, by its paths in the bucket of releases, what hosts, Elastic
# Beanstalk and the deployment of the web app fetch from there.
# Usage: pack.sh VERSION OUT
set -euo pipefail
version=$1 out=$2
mkdir -p "$out" bucket/web bucket/registry
# Installs the packages of npm, too.
node infra/local/cli/bootstrap.mjs run infra/hosts/pack.ts bucket "$version"
npm run contract:sdk
# The name has the version of gen/package.json; it is an error when release-please did not raise that.
cp "gen/dist/melo-sdk-$version.tgz" "$out/"
npm run web:build
tar -czf "bucket/web/$version.tar.gz" -C web/dist .
git archive --format zip --output "bucket/registry/$version.zip" HEAD:infra/aws/registry
tar -cf "$out/bucket.tar" -C bucket .
"$(go env GOPATH)/bin/helm" package infra/kubernetes/melo --version "$version" --app-version "$version" --destination "$out"
