#!/bin/sh
# Installs the Debian packages Verimentor needs, or says in one line which ones to install.
# With `dev` also those that only tests use: yosys proves, a browser shows the report, Neovim is another client. With
# `workbench` what VS Code is built and looked at with.
set -eu

missing=""
need() { # need PROGRAM PACKAGE
    command -v "$1" >/dev/null 2>&1 || missing="$missing $2"
}
need iverilog iverilog
need cmake cmake
need ninja ninja-build
need g++ g++
need bwrap bubblewrap
python3 -c 'import ensurepip, venv' 2>/dev/null || missing="$missing python3-venv"
if [ "${1:-}" = workbench ]; then
    need chromium "chromium fonts-dejavu-core"
    need krb5-config libkrb5-dev
    need pkg-config pkg-config
fi
if [ "${1:-}" = dev ]; then
    need yosys yosys
    need nvim neovim
    need chromium "chromium fonts-dejavu-core"
fi

[ -z "$missing" ] && exit 0
if ! command -v apt-get >/dev/null 2>&1; then
    echo "Install these with your system's package manager, then run make again:$missing" >&2
    exit 1
fi
as_root=""
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null 2>&1; then
        echo "Ask an administrator for: apt-get install$missing" >&2
        exit 1
    fi
    as_root="sudo"
fi
echo "Installing$missing"
$as_root apt-get update -qq
# shellcheck disable=SC2086 # a list of packages
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
