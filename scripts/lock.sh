#!/bin/sh
# Compile requirements.lock from pyproject.toml, and scripts/bootstrap.lock (uv itself).
# Pins that still fit are kept; UPGRADE=1 renews them all. With --check nothing is written:
# the locks are compiled beside the old ones and must come out with the same versions.
set -eu
CDPATH='' cd -- "$(dirname -- "$0")/.."
PATH=$PATH:$PWD/.tools/bin
export UV_PYTHON_DOWNLOADS=never

# compile INPUT OUTPUT [EXTRA OPTIONS]: no header and no index, so that no address is written.
compile() {
    input=$1 output=$2
    shift 2
    uv --quiet pip compile --universal --python-version 3.11 --generate-hashes --no-header \
        --no-emit-index-url --no-emit-find-links ${UPGRADE:+--upgrade} "$@" \
        --output-file "$output" "$input"
}

# The pins alone: files may be added to a release later, which adds hashes and changes nothing.
pins() {
    grep -E '^[A-Za-z0-9]' "$1" | sed 's/ *\\$//'
}

main() {
    compile pyproject.toml "$1/requirements.lock" --all-extras
    compile scripts/bootstrap.in "$1/scripts/bootstrap.lock"
}

if [ "${1:-}" != --check ]; then
    main .
    exit
fi
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
mkdir "$copy/scripts"
for lock in requirements.lock scripts/bootstrap.lock; do
    cp "$lock" "$copy/$lock"
done
main "$copy"
for lock in requirements.lock scripts/bootstrap.lock; do
    pins "$lock" >"$copy/old"
    pins "$copy/$lock" >"$copy/new"
    if ! diff "$copy/old" "$copy/new"; then
        echo "$lock is stale: run make lock" >&2
        exit 1
    fi
done
echo "Both locks agree with what they are compiled from."
