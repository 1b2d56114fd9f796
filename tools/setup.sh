#!/usr/bin/env bash
# Brings what the build needs (`setup.sh`) and what the tests need on top (`setup.sh test`). Every step is skipped when it
# is done. Writes <cache>/env.sh, which the other scripts source.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

env_file=$cache/env.sh
binaryen=132.0.0

has_wasm_std() {
  local dir
  dir=$("$1" --print target-libdir --target "$wasm_target" 2>/dev/null) || return 1
  compgen -G "$dir/libstd-*.rlib" >/dev/null
}

# The oldest compiler that will do stands in Cargo.toml.
is_new_enough() {
  local wanted
  wanted=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' "$root/Cargo.toml")
  [ "$(printf '%s\n' "$wanted" "$("$1" --version | cut -d' ' -f2)" | sort -V | head -n 1)" = "$wanted" ]
}

write_env() {
  {
    echo "# Written by tools/setup.sh; sourced by the scripts and the Makefile."
    [ ! -d "$cache/npm/node_modules/binaryen" ] || printf 'export WASM_OPT="%s/npm/node_modules/.bin/wasm-opt"\n' "$cache"
    printf '%s\n' "$@"
  } >"$env_file.new"
  cmp -s "$env_file.new" "$env_file" || cp "$env_file.new" "$env_file"
  rm "$env_file.new"
}

# Way 1: the compiler that is there has the target, or rustup fetches it.
rust_by_rustup() {
  if ! have rustc || ! is_new_enough rustc; then
    return 1
  fi
  if ! has_wasm_std rustc; then
    have rustup || return 1
    say "Fetching the WebAssembly target with rustup, into rustup's own folder (20 MB, half a minute)"
    RUSTUP_MAX_RETRIES=0 quietly rustup rustup target add "$wasm_target" 2>/dev/null || return 1
    has_wasm_std rustc || return 1
  fi
  write_env
}

# Way 2: Debian's own compiler (kept current for browsers), and the standard library built from its source package.
rust_by_debian() {
  local rustc=/usr/bin/rustc sysroot llvm
  if ! [ -x "$rustc" ] || ! is_new_enough "$rustc" || ! [ -x /usr/bin/cargo-clippy ] || ! [ -x /usr/bin/rustfmt ] ||
    ! [ -d "$("$rustc" --print sysroot)/lib/rustlib/src" ]; then
    have apt-get ||
      fail "a new enough Rust with the WebAssembly target is missing: install https://rustup.rs, run 'rustup target add $wasm_target' and start again"
    [ -n "$(apt-cache search --names-only '^rustc-web$' 2>/dev/null)" ] || apt_update || true
    apt_install "the compiler (rustup could not bring the WebAssembly target)" \
      rustc-web cargo-web rust-web-src rust-web-clippy rustfmt-web
    is_new_enough "$rustc" || fail "Debian's rustc is older than Cargo.toml asks for; install a newer Rust with rustup, with the target $wasm_target"
  fi
  llvm=$("$rustc" -vV | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p')
  [ -x "/usr/bin/wasm-ld-$llvm" ] || apt_install "linking WebAssembly" "lld-$llvm"

  export PATH=/usr/bin:$PATH
  sysroot=$cache/wasm-std-$("$rustc" --version | cut -d' ' -f2)-lto
  if ! [ -d "$sysroot" ]; then
    say "Building the standard library for WebAssembly, once per compiler version (a minute)"
    bash "$root/tools/wasm-std.sh" "$sysroot"
  fi
  # shellcheck disable=SC2016 # PATH is expanded where the file is sourced.
  write_env 'export PATH="/usr/bin:$PATH"' \
    "export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=wasm-ld-$llvm" \
    "export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS=--sysroot=$sysroot"
}

# wasm-opt halves what browsers load. It is wanted, not needed.
optimiser() {
  if [ -n "${WASM_OPT:-}" ] || have wasm-opt || [ -d "$cache/npm/node_modules/binaryen" ]; then
    return 0
  fi
  if ! have npm; then
    warn "neither wasm-opt nor npm is there: the pages' WebAssembly will be about twice as large as it could be"
    return 0
  fi
  say "Fetching wasm-opt from npm (10 seconds)"
  quietly npm-binaryen npm install --prefix "$cache/npm" --no-audit --no-fund "binaryen@$binaryen" ||
    warn "wasm-opt could not be fetched: going on without, and trying again at the next start"
}

# What cargo fetches is the one thing that builds write elsewhere: other projects share it.
crates() {
  local folder=${CARGO_HOME:-$HOME/.cargo}
  if [ -d "$folder/registry" ] && cmp -s "$root/Cargo.lock" "$cache/Cargo.lock-of-crates"; then
    return 0
  fi
  say "Builds fetch the crates that are missing into Cargo's own folder, $folder (50 MB and a minute the first time)"
  cp "$root/Cargo.lock" "$cache/Cargo.lock-of-crates"
}

# Debian's compiler brings them along.
checkers() {
  if cargo clippy --version >/dev/null 2>&1 && cargo fmt --version >/dev/null 2>&1; then
    return 0
  fi
  have rustup || fail "cargo clippy and cargo fmt are missing: install them from where Rust was installed from"
  say "Fetching clippy and rustfmt with rustup, into rustup's own folder (half a minute)"
  quietly rustup rustup component add clippy rustfmt ||
    fail "clippy and rustfmt could not be fetched; is the network there? Try: rustup component add clippy rustfmt"
}

for_tests() {
  local missing=()
  checkers
  have chromium || have google-chrome || [ -n "${CHROMIUM:-}" ] || missing+=(chromium)
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || have initdb || missing+=(postgresql)
  [ -x /usr/sbin/pgbouncer ] || have pgbouncer || missing+=(pgbouncer)
  [ -x /usr/sbin/smtp-sink ] || have smtp-sink || missing+=(postfix)
  have npm || missing+=(nodejs npm)
  [ "$(uname)" != Linux ] || [ -d /usr/share/fonts/truetype/dejavu ] || missing+=(fonts-dejavu-core)
  [ "$(uname)" != Linux ] || [ -d /usr/share/fonts/truetype/noto ] || missing+=(fonts-noto-core)
  [[ " ${missing[*]} " != *" postgresql "* && " ${missing[*]} " != *" postfix "* ]] ||
    warn "of PostgreSQL, PgBouncer and Postfix the tests need programs alone; Debian may start servers of them, which can be switched off"
  [ ${#missing[@]} = 0 ] || apt_install "the tests" "${missing[@]}"
  if [ -f "$root/end2end/package-lock.json" ] &&
    ! cmp -s "$root/end2end/package-lock.json" "$root/end2end/node_modules/.lock-of-install"; then
    say "Fetching Playwright and axe from npm into end2end/node_modules (15 seconds)"
    (cd "$root/end2end" && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 quietly npm-end2end npm ci --no-audit --no-fund) ||
      fail "Playwright could not be fetched; is the network there? Try: cd end2end && npm ci"
    cp "$root/end2end/package-lock.json" "$root/end2end/node_modules/.lock-of-install"
  fi
}

have cc || fail "a C compiler is missing (SQLite is compiled in); on Debian and Ubuntu: apt-get install build-essential"
crates
optimiser
# A choice once made stays, so that nothing is compiled by two compilers.
if compgen -G "$cache/wasm-std-*/lib" >/dev/null || ! rust_by_rustup; then
  rust_by_debian
fi
[ "${1:-run}" != test ] || for_tests
