#!/bin/bash
# `run-envoy.sh NAME`: runs the Envoy of a process. At SIGTERM it drains for MELO_DRAIN_SECONDS (Envoy itself would end at once):
# connections are asked to go elsewhere, calls in progress finish.
set -euo pipefail

name=$1
drain_seconds=${MELO_DRAIN_SECONDS:-10}
drain_port=${MELO_DRAIN_PORT:-8086}
drain_address=${MELO_DRAIN_ADDRESS:-127.0.0.1}

stopping=
trap 'stopping=yes' TERM INT
# A new container takes over, never a new process in this one.
envoy --config-path "${MELO_ENVOY_FOLDER:-/etc/melo/envoy}/$name.json" --concurrency "${MELO_ENVOY_CONCURRENCY:-1}" \
  --disable-hot-restart --drain-time-s "$drain_seconds" --log-level warning &
envoy=$!

status=0
wait_for_envoy() {
  wait "$envoy" || status=$?
}

# Envoy or a signal ends the first wait.
[[ $stopping ]] || wait_for_envoy
if [[ $stopping && -d /proc/$envoy ]]; then
  trap '' TERM INT
  if exec 3<>"/dev/tcp/$drain_address/$drain_port"; then
    printf 'POST /drain_listeners?graceful&skip_exit HTTP/1.1\r\nhost: melo\r\ncontent-length: 0\r\nconnection: close\r\n\r\n' >&3
    cat <&3 >/dev/null
    sleep "$drain_seconds"
  fi
  kill -TERM "$envoy"
  status=0
  wait_for_envoy
fi
exit "$status"
