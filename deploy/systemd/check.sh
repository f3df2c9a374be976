#!/usr/bin/env bash
# A unit as systemd reads it, with a program in the place of ours, and no more exposed than it says.
#   check.sh UNIT
set -euo pipefail
FOLDER=$(mktemp -d); trap 'rm -rf "$FOLDER"' EXIT
copy=$FOLDER/$(basename "$1")
sed 's#^ExecStart=.*#ExecStart=/bin/true#; s#^EnvironmentFile=#EnvironmentFile=-#' "$1" >"$copy"
systemd-analyze verify "$copy"
# 0 is not exposed at all, 10 is not protected at all.
systemd-analyze security --offline=true --threshold=20 "$copy" | tail -1
