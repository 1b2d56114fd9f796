#!/usr/bin/env bash
# Measures the release program and writes docs/benchmarks.md. Leave the machine alone meanwhile; it takes about a quarter of an
# hour after the build. BENCH_SIZES=10000,100000 leaves the directory of a million out, which is half of that. BENCH_ONLY=part
# measures one part, prints it and writes nothing.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$root/tools/postgres.sh"
trap pg_stop EXIT
trap 'exit 130' INT TERM

bash "$root/tools/setup.sh" test
have wrk && have argon2 && [ -x /usr/sbin/smtp-sink ] || apt_install "the benchmarks" wrk argon2 postfix
if [ ! -x "$cache/django/bin/python" ]; then
  say "Bringing Django, whose mails are measured beside ours, into $cache/django (half a minute)"
  have python3 && python3 -m venv --help >/dev/null 2>&1 || apt_install "Django" python3 python3-venv
  quietly django-venv python3 -m venv "$cache/django.new"
  quietly django "$cache/django.new/bin/pip" install --quiet Django argon2-cffi
  mv "$cache/django.new" "$cache/django"
fi
load_env
bash "$root/tools/build.sh"
cd "$root"
say "Building the benchmarks (half a minute)"
cargo_build build --release "${native[@]}" --bin latchkey --bin bench
# What a commit costs is measured too.
pg_start durable
export LATCHKEY_BIN=$CARGO_TARGET_DIR/release/latchkey
export BENCH_BROWSER=$root/tools/bench/pages.mjs
export BENCH_PYTHON=$cache/django/bin/python BENCH_DJANGO=$root/tools/bench/django_mails.py
CHROMIUM=${CHROMIUM:-$(command -v chromium || command -v google-chrome || true)}
export CHROMIUM
# A thousand connections at once are more files than many shells allow a process.
ulimit -n 8192 2>/dev/null || warn "no more than $(ulimit -n) files can be open at once: a thousand sign-ins at once may be too many"
say "Measuring, and then writing docs/benchmarks.md (a quarter of an hour)"
mkdir -p "$cache/logs"
"$CARGO_TARGET_DIR/release/bench" >"$cache/logs/benchmarks.md" || fail "the figures are in $cache/logs/benchmarks.md, and the reason above"
if [ -n "${BENCH_ONLY:-}" ]; then
  cat "$cache/logs/benchmarks.md"
  exit
fi
mv "$cache/logs/benchmarks.md" docs/benchmarks.md
say "docs/benchmarks.md is written"
