#!/bin/bash
# Makes a database and a role for each name that the setup container listed. The image runs it once, when its volume is empty.
set -euo pipefail

secrets=/run/melo/secrets
while read -r name; do
  psql --set ON_ERROR_STOP=1 --username postgres --dbname postgres \
    --set name="$name" --set password="$(<"$secrets/$name.password")" <<'SQL'
CREATE ROLE :"name" LOGIN PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name";
REVOKE CONNECT ON DATABASE :"name" FROM PUBLIC;
SQL
done <"$secrets/databases"
