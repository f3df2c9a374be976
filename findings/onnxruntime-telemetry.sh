#!/bin/sh
# onnxruntime 1.32.0 (official Linux x86-64 wheel, Python 3.11): `import onnxruntime` alone writes a device id and a
# database below HOME, and about ten seconds later, then every few seconds, asks the name server for its maker's host.
# It happens in native code, so no Python-level socket guard sees it. `onnxruntime.disable_telemetry_events()` right after
# the import changes neither; ORT_DISABLE_TELEMETRY=1 in the environment before the import stops both.
#
# Seen (files below HOME, and whether a name server was asked within 20 seconds):
#   plain import                  2 files   look-ups
#   disable_telemetry_events()    2 files   look-ups
#   ORT_DISABLE_TELEMETRY=1       0 files   no look-ups
#
# Needs python3 with venv, pip, unshare (util-linux) and strace. Python runs in an empty network namespace: nothing is
# sent. Fails when a newer environment behaves differently. Everything is made in a folder that is removed at the end.
set -eu
PACKAGE=onnxruntime==1.32.0
SECONDS_WATCHED=20

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
unshare --net --map-root-user strace -qq -o /dev/null true || { echo "unshare or strace is missing or not permitted here"; exit 77; }
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check "$PACKAGE"
"$folder/venv/bin/python" -c 'import sys, importlib.metadata as m; print("Python", sys.version.split()[0], "onnxruntime", m.version("onnxruntime"))'

failed=0
# watch NAME EXPECTED VARIABLE CODE: run CODE, count what it left below its HOME and whom it tried to reach.
watch() {
  home="$folder/$1" trace="$folder/$1.trace"
  mkdir "$home"
  env "$3" HOME="$home" unshare --net --map-root-user strace -f -qq -e signal=none -e trace=connect -o "$trace" \
    "$folder/venv/bin/python" -c "$4; import time; time.sleep($SECONDS_WATCHED)"
  files=$(find "$home" -type f -name 'deviceid' -o -type f -name 'onnxruntime.db' | wc -l | tr -d ' ')
  lookups=no
  ! grep -q 'sa_family=AF_INET' "$trace" || lookups=yes
  echo "$1: files=$files lookups=$lookups (expected $2)"
  [ "files=$files lookups=$lookups" = "$2" ] || failed=1
}
watch plain "files=2 lookups=yes" NOTHING=1 'import onnxruntime'
watch disable-call "files=2 lookups=yes" NOTHING=1 'import onnxruntime; onnxruntime.disable_telemetry_events()'
watch environment "files=0 lookups=no" ORT_DISABLE_TELEMETRY=1 'import onnxruntime'
exit "$failed"
