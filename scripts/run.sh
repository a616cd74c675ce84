#!/bin/sh
# Set the project up when that is needed, then run one command inside its environment:
#
#     sh scripts/run.sh summitry lab
#
# The set-up is one environment, .venv, made by uv from requirements.lock: every package is
# pinned and checked against its hash. uv is taken from the PATH, or put into .tools/.
# .make/ready says what .venv was made from; while that still holds, nothing is done.
# .make/busy stands while a set-up runs, so one that was cut off is begun again from nothing.
set -eu
CDPATH='' cd -- "$(dirname -- "$0")/.."
unset PYTHONPATH PYTHONHOME
export UV_PYTHON_DOWNLOADS=never
# Where the system keeps its own list of certificate authorities, uv trusts that list: schools and
# companies often add one of theirs. (uv's older releases know the second name.)
if [ -f /etc/ssl/certs/ca-certificates.crt ] || [ -f /etc/pki/tls/certs/ca-bundle.crt ] \
    || [ -f /etc/ssl/cert.pem ]; then
    export UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-true}" UV_NATIVE_TLS="${UV_NATIVE_TLS:-true}"
fi
env_python=.venv/bin/python

say() {
    printf 'Set-up: %s\n' "$*"
}

stop() {
    printf 'Set-up stopped: %s\n' "$*" >&2
    exit 1
}

# Print where a Python is and its version; fail when it is missing or too old.
probe() {
    "$1" -c 'import sys
sys.exit(1) if sys.version_info < (3, 11) else print(sys.version.split()[0], sys.executable)' 2>/dev/null
}

# The files that the environment is made from.
sums() {
    cksum requirements.lock pyproject.toml src/summitry/__init__.py scripts/run.sh
}

# True when .venv was made in this very folder (it cannot be moved) and still runs,
# and with the Python that was asked for, if one was.
env_usable() {
    [ -f .make/place ] && [ ! -f .make/busy ] \
        && [ "$(cat .make/place)" = "$(pwd -P)" ] \
        && "$env_python" -c '' 2>/dev/null \
        && { [ -z "${PYTHON:-}" ] || [ "$(probe "$PYTHON")" = "$(cat .make/python)" ]; }
}

ready() {
    [ -f .make/ready ] && [ "$(cat .make/ready)" = "$(sums)" ] && env_usable
}

# Set base_python to a Python that is new enough.
choose_python() {
    if [ -n "${PYTHON:-}" ]; then
        found=$(probe "$PYTHON") && base_python=${found#* } && return
        version=$("$PYTHON" --version 2>&1) || version="not a Python that runs here"
        stop "PYTHON=$PYTHON is $version, and the course needs Python 3.11 or newer."
    fi
    for name in python3 python3.14 python3.13 python3.12 python3.11 python; do
        found=$(probe "$name") && base_python=${found#* } && return
    done
    stop "no Python 3.11 or newer was found: install one, or name it with PYTHON=/path/to/python3."
}

# Set uv to an installer that runs: the project's own, the one on the PATH, or a new one.
choose_uv() {
    for uv in .tools/bin/uv uv; do
        "$uv" --version >/dev/null 2>&1 && return
    done
    uv=.tools/bin/uv
    say "fetching the installer uv into .tools/"
    rm -rf .tools
    if "$base_python" -m venv .tools >/dev/null 2>&1; then
        set -- .tools/bin/python -m pip install
    elif "$base_python" -m pip --version >/dev/null 2>&1; then
        rm -rf .tools
        set -- "$base_python" -m pip install --target .tools
    else
        rm -rf .tools
        stop "$base_python has neither venv nor pip: add one of them" \
            "(on Debian and Ubuntu: apt-get install python3-venv) and run the same command again."
    fi
    "$@" --quiet --disable-pip-version-check --root-user-action=ignore \
        --require-hashes -r scripts/bootstrap.lock && "$uv" --version >/dev/null \
        || stop "uv could not be fetched: check the network and run the same command again."
}

# Install what the lock names and nothing else. Downloads are shown as they come; the long
# list of names at the end is left out. (A pipe hides uv's own result, hence the file.)
sync() {
    rm -f .make/synced
    { "$uv" pip sync --python "$env_python" --compile-bytecode --require-hashes \
        requirements.lock && touch .make/synced; } 2>&1 | sed '/^ [-+~] /d'
    [ -f .make/synced ]
}

# Only one set-up at a time in one folder.
wait_for_other() {
    [ -f .make/busy ] && other=$(cat .make/busy) && [ -n "$other" ] || return 0
    kill -0 "$other" 2>/dev/null || return 0
    say "waiting for the set-up that is already running here (process $other)"
    while [ -f .make/busy ] && kill -0 "$other" 2>/dev/null; do
        sleep 1
    done
}

set_up() {
    mkdir -p .make 2>/dev/null && [ -w .make ] && [ -w . ] \
        || stop "this folder is read-only: copy the project to a folder that you may write to."
    wait_for_other
    ! ready || return 0
    if env_usable; then
        keep=yes
        base_python=$env_python
    else
        keep=no
        choose_python
    fi
    echo $$ >.make/busy
    choose_uv
    if [ $keep = no ]; then
        say "making the environment .venv with Python $(probe "$base_python")"
        rm -rf .venv \
            || stop "the old environment .venv could not be deleted: close what still uses it and run the same command again."
        "$uv" --quiet venv --python "$base_python" .venv \
            || stop "the environment .venv could not be made."
        pwd -P >.make/place
        probe "$base_python" >.make/python
    fi
    say "installing the packages (the first time takes some minutes)"
    sync || stop "the packages could not be installed: check the network and the free disk space, and run the same command again."
    "$uv" --quiet pip install --python "$env_python" --no-deps --no-build-isolation --editable . \
        || stop "the course's own package could not be installed."
    sums >.make/ready
    rm -f .make/busy
    say "ready"
}

ready || set_up
VIRTUAL_ENV=$(pwd -P)/.venv
PATH=$VIRTUAL_ENV/bin:$PATH
export VIRTUAL_ENV PATH
exec "$@"
