# A PostgreSQL of our own for the tests: in a temporary folder, on loopback, gone at the end. Sourced, not run.
# shellcheck shell=bash

pg_bin=
pg_dir=
pg_port=
pg_as=()

pg_find() {
  local newest
  newest=$(compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -V | tail -n 1) || true
  [ -n "$newest" ] || newest=$(command -v initdb) ||
    fail "PostgreSQL is missing: its initdb is neither in /usr/lib/postgresql nor on the path; install it (Debian: apt-get install postgresql)"
  pg_bin=$(dirname "$newest")
  # PostgreSQL refuses to run as root.
  [ "$(id -u)" != 0 ] || pg_as=(runuser -u postgres --)
}

# Starts it and exports its URL and the folder of its programs. The data need not survive, so nothing is synced to disk, unless
# it is asked to be "durable": then PROVE_POSTGRES is the command that stops it and starts it again.
pg_start() {
  local port try options loose="-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
  [ "${1:-}" != durable ] || loose=
  pg_find
  say "Starting a PostgreSQL of our own, in a temporary folder that is removed at the end (5 seconds)"
  pg_dir=$(mktemp -d "${TMPDIR:-/tmp}/latchkey-pg.XXXXXX")
  [ "$(id -u)" != 0 ] || chown postgres "$pg_dir"
  quietly initdb "${pg_as[@]}" "$pg_bin/initdb" -D "$pg_dir/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync ||
    fail "PostgreSQL could not be started: its initdb failed, as is said above"
  for try in 1 2 3 4 5; do
    port=$((20000 + RANDOM % 30000))
    options="-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=300"
    options+=" $loose"
    if quietly "postgres-$try" "${pg_as[@]}" "$pg_bin/pg_ctl" -D "$pg_dir/data" -l "$pg_dir/log" -w -o "$options" start 2>/dev/null; then
      export LATCHKEY_TEST_POSTGRES_URL="postgres://postgres@127.0.0.1:$port/postgres"
      export POSTGRES_BIN=$pg_bin
      export PROVE_POSTGRES="${pg_as[*]} $pg_bin/pg_ctl -D $pg_dir/data -l $pg_dir/log -w -o '$options'"
      pg_port=$port
      return
    fi
  done
  tail -n 20 "$pg_dir/log" >&2 || true
  fail "PostgreSQL could not be started on any of five ports; its log is above"
}

# Starts PgBouncer before it, which gives a connection to one transaction at a time, and exports its port.
pooler_start() {
  local port try pooler
  pooler=$(PATH=$PATH:/usr/sbin command -v pgbouncer) ||
    fail "PgBouncer is missing; install it (Debian: apt-get install pgbouncer)"
  for try in 1 2 3 4 5; do
    port=$((20000 + RANDOM % 30000))
    cat >"$pg_dir/pgbouncer.ini" <<EOF
[databases]
* = host=127.0.0.1 port=$pg_port user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $port
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 8
max_client_conn = 500
logfile = $pg_dir/pgbouncer.log
pidfile = $pg_dir/pgbouncer.pid
EOF
    chmod a+r "$pg_dir/pgbouncer.ini"
    if quietly "pgbouncer-$try" "${pg_as[@]}" "$pooler" -d "$pg_dir/pgbouncer.ini" 2>/dev/null; then
      export LATCHKEY_TEST_POOLER_PORT=$port
      return
    fi
  done
  tail -n 20 "$pg_dir/pgbouncer.log" >&2 || true
  fail "PgBouncer could not be started on any of five ports; its log is above"
}

pg_stop() {
  [ -n "$pg_dir" ] || return 0
  [ ! -s "$pg_dir/pgbouncer.pid" ] || kill "$(cat "$pg_dir/pgbouncer.pid")" 2>/dev/null || true
  quietly postgres-stop "${pg_as[@]}" "$pg_bin/pg_ctl" -D "$pg_dir/data" -m immediate stop 2>/dev/null || true
  rm -rf "$pg_dir"
}
