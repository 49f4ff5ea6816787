#!/bin/sh
# Installs what building and running MudRock takes and this machine lacks.
# Says nothing, changes nothing and needs no network when nothing is missing.
set -eu
cd "$(dirname "$0")/.."

# The places in which the program looks for the server, in its order.
has_postgres() {
    for bin in "$(pg_config --bindir 2>/dev/null || true)" \
        "$(dirname "$(command -v initdb || echo /nowhere/initdb)")" \
        /usr/lib/postgresql/*/bin /usr/pgsql-*/bin \
        /opt/homebrew/opt/postgresql*/bin /usr/local/opt/postgresql*/bin; do
        if [ -x "$bin/initdb" ] && [ -x "$bin/postgres" ]; then return 0; fi
    done
    return 1
}

# Asks for the headers too: a compiler without them builds none of the C that the crates bring along.
has_compiler() {
    echo '#include <stdlib.h>' | "${CC:-cc}" -x c -fsyntax-only - >/dev/null 2>&1
}

# Compares versions such as 1.95 and 1.100.2 number by number.
at_least() {
    [ "$(printf '%s\n%s\n' "$1" "$2" | sort -t . -k 1,1n -k 2,2n -k 3,3n | head -n 1)" = "$2" ]
}

check_rust() {
    least=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
    if ! command -v cargo >/dev/null; then
        cat >&2 <<MESSAGE
MudRock is built with Rust $least or newer, and cargo is not on the PATH.
Install it, open a new shell and try again:
    curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh
MESSAGE
        exit 1
    fi
    # Inside the clone, because a toolchain file or an override may choose another release here.
    found=$(cargo --version | sed 's/^cargo \([0-9.]*\).*/\1/')
    if ! at_least "$found" "$least"; then
        cat >&2 <<MESSAGE
MudRock is built with Rust $least or newer, and cargo is ${found:-not set up} ($(command -v cargo)).
Update it and try again:
    rustup update stable
Without rustup, see https://rustup.rs.
MESSAGE
        exit 1
    fi
}

# Prints the package manager of this machine, or nothing.
package_manager() {
    for manager in apt-get dnf pacman brew; do
        if command -v "$manager" >/dev/null; then
            echo "$manager"
            return
        fi
    done
}

# Prints the packages that hold a part, by package manager.
packages() {
    case $1-$2 in
        apt-get-compiler) echo gcc libc6-dev ;;
        dnf-compiler) echo gcc glibc-devel ;;
        dnf-postgres) echo postgresql-server ;;
        brew-postgres) echo postgresql@17 ;;
        *-postgres) echo postgresql ;;
        *-compiler) echo gcc ;;
        *-make) echo make ;;
    esac
}

# Says what is missing and how to get it, and gives up.
explain() {
    echo "MudRock needs what this machine lacks:$missing." >&2
    case $manager in
        apt-get) install="apt-get update && apt-get install --no-install-recommends$wanted" ;;
        dnf) install="dnf install$wanted" ;;
        pacman) install="pacman -S --needed$wanted" ;;
        brew) install="brew install$wanted" ;;
        *) install="" ;;
    esac
    if [ -n "$install" ]; then
        echo "Install it, as root unless with brew, and try again:" >&2
        echo "    $install" >&2
    else
        echo "Install the PostgreSQL server, a C compiler with its headers and make, and try again." >&2
    fi
    exit 1
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

may_be_root() {
    [ "$(id -u)" -eq 0 ] || { command -v sudo >/dev/null && sudo true; }
}

# Installs Debian packages, and of the server its programs only: a system cluster would run for
# nothing beside the private one.
install_on_debian() {
    folder=/etc/postgresql-common/createcluster.d
    trap 'as_root rm -f "$folder/mudrock.conf"' EXIT
    as_root mkdir -p "$folder"
    echo "create_main_cluster = false" | as_root tee "$folder/mudrock.conf" >/dev/null
    # Lists may be at hand where the network is not.
    as_root apt-get update --quiet || true
    # The packages are separated by blanks on purpose.
    # shellcheck disable=SC2086
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends $wanted
}

check_rust

missing=""
has_postgres || missing="$missing postgres"
has_compiler || missing="$missing compiler"
command -v make >/dev/null || missing="$missing make"
[ -n "$missing" ] || exit 0

manager=$(package_manager)
wanted=""
for part in $missing; do wanted="$wanted $(packages "$manager" "$part")"; done
if [ "$manager" != apt-get ] || ! may_be_root; then explain; fi
echo "Installing what is missing:$wanted" >&2
install_on_debian >&2 || explain
