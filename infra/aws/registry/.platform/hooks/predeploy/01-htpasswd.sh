#!/usr/bin/env bash
# Writes the password file of nginx from the environment's secret.
set -euo pipefail
password=$(/opt/elasticbeanstalk/bin/get-config environment -k REGISTRY_PASSWORD)
umask 027
printf 'melo:%s\n' "$(openssl passwd -6 -stdin <<<"$password")" >/etc/nginx/registry.htpasswd
chgrp nginx /etc/nginx/registry.htpasswd
