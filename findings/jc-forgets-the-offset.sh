#!/bin/sh
# jc 1.26.1 (Python 3.11), which turns syslog into JSON: in a line of RFC 5424 the offset of its timestamp is read and
# then ignored. 10:00:00.5+02:00 gets the epoch of 10:00:00 local time, two hours from the truth on a machine in UTC,
# beside a field called timestamp_epoch_utc that is null. Without a fraction of a second, which the format makes
# optional, there is no epoch at all unless the zone is Z.
#
# Seen (TZ=UTC, timestamp_epoch; the right one in brackets):
#   2026-11-29T10:00:00.5Z       1795946400   (1795946400)
#   2026-11-29T10:00:00.5+02:00  1795946400   (1795939200)
#   2026-11-29T10:00:00+02:00    null         (1795939200)
#
# Here: times of senders are read by tools/inbound/times.py (tests/unit/tools/inbound/test_inbound_values.py:
# test_instants).
#
# Needs python3 with venv and pip. Everything is made in a folder that is removed at the end. Fails when a newer release
# behaves differently.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check jc==1.26.1
cat > "$folder/seen.py" <<'PYTHON'
import sys

import jc

cases = {
    "2026-11-29T10:00:00.5Z": 1795946400,
    "2026-11-29T10:00:00.5+02:00": 1795946400,
    "2026-11-29T10:00:00+02:00": None,
}
failed = False
for stamp, expected in cases.items():
    [record] = jc.parse("syslog", f"<34>1 {stamp} web1 pay 12 ID47 - could not charge")
    got = record["timestamp_epoch"]
    failed = failed or got != expected
    print(f"{stamp}: {got} (expected {expected})")
sys.exit(failed)
PYTHON
TZ=UTC "$folder/venv/bin/python" "$folder/seen.py"
