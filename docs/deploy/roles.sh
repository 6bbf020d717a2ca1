#!/bin/sh
# Makes the two roles and the database, once, when PostgreSQL's data folder is made. The owner
# migrates; the service role gets its rights from `doisoat migrate` and owns nothing.
set -eu
psql --username "${POSTGRES_USER:-postgres}" --set ON_ERROR_STOP=1 \
  --set owner="$OWNER_PASSWORD" --set service="$SERVICE_PASSWORD" <<'SQL'
create role doisoat_owner login password :'owner';
create role doisoat_service login password :'service';
create database doisoat owner doisoat_owner;
revoke connect on database doisoat from public;
grant connect on database doisoat to doisoat_service;
SQL
