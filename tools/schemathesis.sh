#!/usr/bin/env bash
# Asks the running API everything its description allows and forbids (schemathesis), and fails on whatever does not answer as
# described. Run by hand against a server with sample data:
#   LATCHKEY_API=http://127.0.0.1:3000 LATCHKEY_API_KEY=lk_… tools/schemathesis.sh
set -euo pipefail
. "$(dirname "$0")/lib.sh"

api=${LATCHKEY_API:-http://127.0.0.1:3000}
[ -n "${LATCHKEY_API_KEY:-}" ] || fail "LATCHKEY_API_KEY is not set: make a key of an API administrator on its record"
venv=$cache/schemathesis
[ -x "$venv/bin/schemathesis" ] || {
  say "Installing schemathesis into $venv (half a minute)"
  python3 -m venv "$venv" && quietly schemathesis "$venv/bin/pip" install --no-cache-dir schemathesis ||
    fail "schemathesis could not be installed; is the network there, and Python's venv (Debian: apt-get install python3-venv)?"
}
say "Asking $api"
exec "$venv/bin/schemathesis" --config-file "$root/tools/schemathesis.toml" run "$api/api/openapi.json" \
  --header "Authorization: Bearer $LATCHKEY_API_KEY" \
  --rate-limit 40/s --max-examples "${EXAMPLES:-30}" --no-color "$@"
