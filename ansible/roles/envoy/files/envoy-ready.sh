#!/bin/bash
# Whether the Envoy of this container or host listens.
set -euo pipefail

exec 3<>"/dev/tcp/${MELO_PROBE_ADDRESS:-127.0.0.1}/${MELO_PROBE_PORT:-8085}"
printf 'GET /ready HTTP/1.1\r\nhost: melo\r\nconnection: close\r\n\r\n' >&3
read -r -t 3 _ status _ <&3
[[ $status == 200 ]]
