#!/usr/bin/env bash
# Kills the release program, takes its database, its mail server and its disk away, reconciles what became of everything, and
# writes docs/reliability.md. It takes ten minutes after the build, and root for a small disk (PROVE_DISK=none leaves that out, and the
# page says so). PROVE_SEED=n is another chance, PROVE_KILLS=5 a short run. PROVE_ONLY=rolling replaces processes one after the other,
# PROVE_ONLY=disk fills the disk alone: both print what was found and write nothing. PROVE_NEXT_BIN names the program that replaces.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$root/tools/postgres.sh"
trap pg_stop EXIT
trap 'exit 130' INT TERM

bash "$root/tools/setup.sh" test
load_env
bash "$root/tools/build.sh"
cd "$root"
say "Building what kills it (half a minute)"
cargo_build build --release "${native[@]}" --bin latchkey --bin reliability
pg_start durable
export LATCHKEY_BIN=$CARGO_TARGET_DIR/release/latchkey
say "Killing, and then writing docs/reliability.md (ten minutes)"
mkdir -p "$cache/logs"
"$CARGO_TARGET_DIR/release/reliability" >"$cache/logs/reliability.md" || fail "the figures are in $cache/logs/reliability.md, and the reason above"
if [ -n "${PROVE_ONLY:-}" ]; then
  cat "$cache/logs/reliability.md"
  exit
fi
mv "$cache/logs/reliability.md" docs/reliability.md
cat docs/reliability.md
say "docs/reliability.md is written"
