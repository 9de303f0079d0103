# shellcheck shell=bash
# Shared by the set-up scripts; to be sourced. ROOT is the checkout.
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
DATA=$ROOT/.data
LOG=$DATA/setup.log

# The folder that git ignores, closed to others: uploads and passwords come to lie in it.
make_data() { [ -d "$DATA" ] || mkdir -m 700 "$DATA"; }

say() { printf '%s\n' "$*"; }

# One line that says what to do, and no more.
stop() { printf 'make: %s\n' "$*" >&2; exit 1; }

# Run a command whose output matters only when it fails.
logged() {
    make_data
    printf '\n$ %s\n' "$*" >>"$LOG"
    "$@" >>"$LOG" 2>&1
}

# Install Debian packages; false where this user or this system cannot.
apt_install() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
    export DEBIAN_FRONTEND=noninteractive
    logged apt-get install -y -qq --no-install-recommends "$@" && return
    # The package lists may be missing or older than the archive.
    logged apt-get update -qq && logged apt-get install -y -qq --no-install-recommends "$@"
}
