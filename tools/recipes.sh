#!/usr/bin/env bash
# Runs deploy/nginx.conf and deploy/Caddyfile, with other addresses alone, before a Latchkey and before none, and looks at answers
# and logs. LATCHKEY_BIN names a program; otherwise it is built.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

PATH=$PATH:/usr/sbin
for program in nginx caddy curl openssl; do
  have "$program" || fail "$program is missing; on Debian: apt-get install --no-install-recommends nginx caddy curl openssl"
done
if [ -z "${LATCHKEY_BIN:-}" ]; then
  bash "$root/tools/build.sh"
  load_env
  LATCHKEY_BIN=$CARGO_TARGET_DIR/release/latchkey
fi

work=$(mktemp -d "${TMPDIR:-/tmp}/latchkey-recipes.XXXXXX")
desk=$((20000 + RANDOM % 10000)) tls=$((30000 + RANDOM % 10000)) plain=$((40000 + RANDOM % 10000))
secret=0123456789ABCDEFGHJKMNPQRS
origin=https://desk.example.org:$tls
desk_pid='' proxy_pid=''

stop() {
  [ -z "$1" ] || { kill "$1" && wait "$1"; } 2>/dev/null || true
}
trap 'stop "$proxy_pid"; stop "$desk_pid"; rm -rf "$work"' EXIT

# What was asked for, until it is true; ten seconds at most.
await() {
  for _ in {1..100}; do
    ! "$@" >/dev/null 2>&1 || return 0
    sleep 0.1
  done
  cat "$work"/*.log >&2
  fail "after ten seconds this was not true: $*"
}

ask() { curl --silent --path-as-is --cacert "$work/cert.pem" --resolve "desk.example.org:$tls:127.0.0.1" -H "Origin: $origin" "$@"; }

# What was answered; 000 where nothing was.
status() { ask --output /dev/null --write-out '%{http_code}' "$@" || true; }

with_addresses() {
  sed -e "s/10\.0\.0\.1[12]:3000/127.0.0.1:$desk/g" -e "s|/etc/ssl/desk.example.org|$work/cert|" \
    -e "s/listen 443/listen 127.0.0.1:$tls/" -e "s/listen 80;/listen 127.0.0.1:$plain;/" -e "s|/var/log/nginx|$work|" "$1"
}

serve() {
  (cd "$work" && LATCHKEY_LISTEN=127.0.0.1:$desk LATCHKEY_PUBLIC_URL=$origin LATCHKEY_TRUSTED_PROXIES=127.0.0.1 \
    exec "$LATCHKEY_BIN" serve >desk.log 2>&1) &
  desk_pid=$!
  await curl --silent --fail "http://127.0.0.1:$desk/readyz"
}

nginx_by_recipe() {
  with_addresses "$root/deploy/nginx.conf" >"$work/latchkey.conf"
  # As in Debian's nginx.conf.
  printf '%s\n' "pid $work/nginx.pid; error_log $work/error.log; events {}" "http { gzip on; access_log $work/all.log;" \
    "client_body_temp_path $work/body; proxy_temp_path $work/proxy; fastcgi_temp_path $work/f; uwsgi_temp_path $work/u;" \
    "scgi_temp_path $work/s; include $work/latchkey.conf; }" >"$work/nginx.conf"
  nginx -t -q -e "$work/error.log" -c "$work/nginx.conf"
  nginx -e "$work/error.log" -c "$work/nginx.conf" -g 'daemon off;' &
  proxy_pid=$!
}

caddy_by_recipe() {
  with_addresses "$root/deploy/Caddyfile" | sed -e "1,/^{/s/^{/{\n\tadmin off\n\thttps_port $tls\n\thttp_port $plain/" \
    -e "s|^desk.example.org {|&\n\ttls $work/cert.pem $work/cert.key|" >"$work/Caddyfile"
  HOME=$work XDG_DATA_HOME=$work XDG_CONFIG_HOME=$work caddy run --adapter caddyfile --config "$work/Caddyfile" >"$work/caddy.log" 2>&1 &
  proxy_pid=$!
}

ask_for_secrets() {
  local address
  for address in {,/,/.}/{change-password,not-me,set-up}/$secret "/Change-Password/$secret" "/change%2Dpassword/$secret" \
    "/set-up/$secret?x=1" "/not-me/$secret/more"; do
    status "$origin$address" >/dev/null
    status --data a=b "$origin$address" >/dev/null
  done
  status --data "code=$secret" "$origin/change-password" >/dev/null
}

check() {
  local name=$1 log headers answer wanted
  say "$name"
  serve
  "${name}_by_recipe"
  await ask --fail "$origin/sign-in"
  headers=$(ask --compressed --output /dev/null --dump-header - -H 'X-Request-Id: mine' "$origin/sign-in" | tr -d '\r' | tr '[:upper:]' '[:lower:]')
  [ "$(grep -c '^strict-transport-security:' <<<"$headers")" = 1 ] || fail "$name: Strict-Transport-Security is not there once"
  ! grep -E '^(content-encoding:|x-request-id: mine)' <<<"$headers" || fail "$name: this header should not be there"
  head -c 3000000 /dev/zero >"$work/large"
  answer=$(status --form "file=@$work/large" "$origin/users/import")
  [ "$answer" = 303 ] || fail "$name: a large file does not reach Latchkey ($answer)"
  ask_for_secrets
  stop "$desk_pid"
  desk_pid=''
  ask_for_secrets
  headers=$(ask --output /dev/null --dump-header - "$origin/not-me/$secret" | tr -d '\r')
  for wanted in '^HTTP/[0-9.]+ 503' '^referrer-policy: no-referrer' '^retry-after: 10'; do
    grep -qiE "$wanted" <<<"$headers" || fail "$name: while no server answers: $headers"
  done
  stop "$proxy_pid"
  proxy_pid=''
  for log in "$work"/*.log; do
    ! grep -m 1 "$secret" "$log" || fail "$name: a secret is in $(basename "$log")"
  done
  grep -qF '/change-password/...' "$work"/*.log || fail "$name: nothing was logged"
  rm -f "$work"/*.log
}

openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=desk.example.org -addext subjectAltName=DNS:desk.example.org \
  -keyout "$work/cert.key" -out "$work/cert.pem" 2>/dev/null
check nginx
check caddy
say "nginx and Caddy do as docs/deployment.md says"
