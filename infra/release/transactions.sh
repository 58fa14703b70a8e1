#!/usr/bin/env bash
# Waits until ECS runs transactions at VERSION. ECS returns to the former task by itself when new ones fail, and is stable then, too, so
# the image of what runs decides.
# Usage: transactions.sh CLUSTER SERVICE VERSION
set -euo pipefail
cluster=$1 service=$2 version=$3
digest=$("$(dirname "$0")/published.sh" "$MELO_REGISTRY/service" "$version")
aws ecs wait services-stable --cluster "$cluster" --services "$service"
task=$(aws ecs describe-services --cluster "$cluster" --services "$service" --query 'services[0].taskDefinition' --output text)
images=$(aws ecs describe-task-definition --task-definition "$task" --query 'taskDefinition.containerDefinitions[].image' --output text)
if [[ $images != *"$digest"* ]]; then
  echo "ECS returned to the former release of transactions; $service runs $images." >&2
  exit 1
fi
