#!/usr/bin/env bash
# For a double-click on macOS.
exec "$(dirname "$0")/start.sh" "$@"
