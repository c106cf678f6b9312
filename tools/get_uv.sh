#!/usr/bin/env bash
# Brings uv into .venv-uv, with whatever this Python offers: venv, or pip alone where the venv module is not packaged.
set -euo pipefail
cd "$(dirname "$0")/.."
python=$(command -v python3 || command -v python) || {
    echo "Python 3.11 or newer is needed. Install it first (package python3)." >&2
    exit 1
}
if "$python" -m venv .venv-uv 2>/dev/null && .venv-uv/bin/python -m pip install --quiet uv; then
    exit 0
fi
rm -rf .venv-uv
if "$python" -m pip install --quiet --target .venv-uv/packages uv; then
    mkdir -p .venv-uv/bin
    ln -sf ../packages/bin/uv .venv-uv/bin/uv
    exit 0
fi
rm -rf .venv-uv
echo "uv could not be installed: this Python has neither venv nor pip. Install one of them" >&2
echo "(Debian and Ubuntu: apt-get install python3-venv), or uv itself." >&2
exit 1
