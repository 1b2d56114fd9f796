# Shared by the scripts of this folder: messages, the cache folder, and how programs are found. Sourced, not run.
# shellcheck shell=bash disable=SC2034

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${LATCHKEY_CACHE:-$HOME/.cache/latchkey}
wasm_target=wasm32-unknown-unknown
# All that is compiled for this system. Always chosen together: cargo compiles a dependency once for each set of features,
# and they differ with the packages that are asked for.
native=(--workspace --exclude frontend --exclude door)

# Everything that is fetched or built outside the clone goes below this folder, npm's copies and logs too. What goes elsewhere
# is said first: Debian packages, what rustup fetches, and the crates, which Cargo shares between projects.
mkdir -p "$cache"
export npm_config_cache=$cache/npm-cache npm_config_update_notifier=false

say() { printf '==> %s\n' "$*"; }

warn() { printf 'note: %s\n' "$*" >&2; }

fail() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# Loads what the set-up wrote, and chooses the folder for compiled files: not the clone's own, so that a new clone starts warm.
load_env() {
  . "$cache/env.sh"
  export CARGO_TARGET_DIR=$cache/target
  claim_target
}

# Cargo tells the same crate of two clones apart by time stamps alone, so clones must not share the folder: a second
# clone gets its own, and one that follows a removed clone marks its sources as new but keeps the dependencies.
claim_target() {
  local first=$CARGO_TARGET_DIR owner
  mkdir -p "$first"
  [ -f "$first/.clone" ] || echo "$root" >"$first/.clone"
  owner=$(cat "$first/.clone")
  [ "$owner" != "$root" ] || return 0
  if [ -d "$owner" ]; then
    CARGO_TARGET_DIR=$cache/target-$(cksum <<<"$root" | cut -d' ' -f1)
    [ ! -d "$CARGO_TARGET_DIR" ] || return 0
    borrow "$first" "$CARGO_TARGET_DIR"
  fi
  find "$root"/{app,frontend,migrations,server,style,tools} -type f -exec touch {} +
  echo "$root" >"$CARGO_TARGET_DIR/.clone"
}

# Lets a second clone begin with the dependencies that the first has compiled, as hard links. Where the system makes none,
# they are compiled once more. The folders of clones that are gone go first.
borrow() {
  local from=$1 to=$2 part
  for part in "$cache"/target-*; do
    [ -d "$(cat "$part/.clone" 2>/dev/null)" ] || rm -rf "$part"
  done
  find "$from" -maxdepth 3 -type d \( -name deps -o -name build -o -name .fingerprint \) | while IFS= read -r part; do
    mkdir -p "$to/$(dirname "${part#"$from"/}")"
    cp -al "$part" "$to/${part#"$from"/}" 2>/dev/null || true
  done
}

# Runs a command with its output in a log file; shows the end of the log when the command fails.
quietly() {
  local log=$cache/logs/$1.log
  shift
  mkdir -p "$cache/logs"
  "$@" >"$log" 2>&1 </dev/null || {
    tail -n 30 "$log" >&2
    warn "the whole output is in $log"
    return 1
  }
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  else
    sudo "$@"
  fi
}

# Stops at the first program that is missing a way to be installed: says the exact command instead of guessing.
apt_install() {
  local why=$1
  shift
  have apt-get || fail "$why needs these programs, which this system must bring itself: $*"
  if [ "$(id -u)" != 0 ] && ! have sudo; then
    fail "$why needs Debian packages. As root, run: apt-get install -y --no-install-recommends $*"
  fi
  say "Installing Debian packages for $why, outside the cache folder: $* (half a minute)"
  # Named to `env`, since sudo drops what is exported.
  local install=(as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@")
  if ! quietly apt "${install[@]}" 2>/dev/null; then
    apt_update || fail "apt-get update failed: is the network there?"
    quietly apt "${install[@]}" ||
      fail "these packages could not be installed; try: apt-get install -y --no-install-recommends $*"
  fi
}

apt_update() {
  say "Bringing Debian's lists of packages up to date, outside the cache folder (10 seconds)"
  quietly apt-update as_root apt-get update
}

# Shows a long cargo run as one changing line on a terminal, as a line per 50 crates elsewhere; warnings and errors pass.
progress() {
  local line count=0 plain
  while IFS= read -r line; do
    plain=${line#"${line%%[![:space:]]*}"}
    case $plain in
      Compiling\ * | Checking\ * | Documenting\ *)
        count=$((count + 1))
        if [ -t 2 ]; then
          printf '\r\033[K    %d: %.60s' "$count" "$plain" >&2
        elif [ $((count % 50)) = 0 ]; then
          printf '    %d crates, now at %s\n' "$count" "${plain#* }" >&2
        fi
        ;;
      Finished\ *)
        [ ! -t 2 ] || printf '\r\033[K' >&2
        printf '    %s\n' "$plain" >&2
        ;;
      Blocking\ *) printf '    %s (another build is running)\n' "$plain" >&2 ;;
      Updating\ * | Downloading\ * | Downloaded\ * | Locking\ * | Adding\ * | Running\ * | Executable\ *) ;;
      *) printf '%s\n' "$line" >&2 ;;
    esac
  done
}

# Something that runs cargo, told in few lines. Its standard output is left alone; the exit status is its own.
in_few_lines() {
  set -o pipefail
  { "$@" 2>&1 >&3 | progress; } 3>&1
}

cargo_build() { in_few_lines cargo "$@"; }
