#!/usr/bin/env bash
# Opens formcheck in the browser; the first time it makes the environment that it needs, in .venv beside this file.
# `./start.sh --help` shows what may follow.
set -euo pipefail
cd "$(dirname "$0")"

ready=.venv/formcheck-ready # holds the lock file that was installed, so that an update installs again
if ! cmp --silent requirements.lock "$ready"; then
    for python in python3 python3.14 python3.13 python3.12 python3.11 ""; do
        [ -n "$python" ] || { echo "formcheck needs Python 3.11 or newer: install it, then start this again" >&2; exit 1; }
        "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break
    done
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        { echo "Python's venv is missing: on Debian and Ubuntu, 'sudo apt install python3-venv', then start this again" >&2; exit 1; }
    echo "The first start takes a few minutes. 1 of 3: making a place for formcheck (.venv)"
    "$python" -m venv .venv
    echo "2 of 3: fetching what it needs, about 450 MB on the disk"
    .venv/bin/python -m pip install --disable-pip-version-check --no-deps --no-compile -r requirements.lock |
        awk '/^Collecting/ { printf "\r   %d parts", ++n; fflush() } END { print "" }'
    echo "3 of 3: installing formcheck"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
    cp requirements.lock "$ready"
fi
exec .venv/bin/formcheck app "$@"
