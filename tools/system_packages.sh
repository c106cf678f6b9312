#!/usr/bin/env bash
# What the browser tests need from the system: Chromium, and fonts that have the Chinese characters. Where they can't be
# had, those tests are skipped, and `make test` names them at its end.
set -uo pipefail

have_fonts() { compgen -G "/usr/share/fonts/*/noto/NotoSansCJK*" >/dev/null || fc-list :lang=zh 2>/dev/null | grep -q .; }
have_chromium() { command -v chromium >/dev/null || command -v chromium-browser >/dev/null; }

wanted=()
have_chromium || wanted+=(chromium)
have_fonts || wanted+=(fonts-noto-cjk)
if [ ${#wanted[@]} -eq 0 ]; then
    exit 0
fi
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "Not on this machine: ${wanted[*]}. As root on Debian or Ubuntu: apt-get install ${wanted[*]}" >&2
    exit 0
fi
export DEBIAN_FRONTEND=noninteractive
if ! { apt-get update -qq && apt-get install -qq -y --no-install-recommends "${wanted[@]}" >/dev/null; }; then
    echo "Could not be installed: ${wanted[*]}." >&2
fi
exit 0
