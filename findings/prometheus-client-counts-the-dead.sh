#!/bin/sh
# prometheus_client 0.26.0 (Python 3.11), several processes: a gauge of the mode "livesum" is meant to add up the
# processes that live. What makes a process dead is somebody who calls mark_process_dead(pid); of itself the library
# looks at no process. gunicorn can be told to call it, uvicorn's `--workers` cannot: it starts another worker for one
# that was killed, and from then on the killed one's last value is added for ever. So requests under way, open
# connections or queued jobs grow with each restart, on a service that idles. Exemplars, without a word, are not kept
# between processes at all.
#
# Seen (two processes set the gauge to 1, one is killed):
#   livesum afterwards                      2
#   livesum after mark_process_dead(pid)    1
#   exemplar of a counter                   not in the output
#
# Here: api/telemetry/workers.py marks the dead (tests/unit/api/telemetry/test_workers.py:
# test_a_dead_worker_keeps_its_counts_and_loses_its_gauges).
#
# Needs python3 with venv and pip. Everything is made in a folder that is removed at the end. Fails when a newer release
# behaves differently.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check prometheus-client==0.26.0
cat > "$folder/worker.py" <<'PYTHON'
import time

from prometheus_client import Counter, Gauge

Gauge("under_way", "requests", multiprocess_mode="livesum").set(1)
Counter("taken", "requests").inc(exemplar={"trace_id": "abc"})
print("ready", flush=True)
time.sleep(60)
PYTHON
cat > "$folder/seen.py" <<'PYTHON'
import os
import subprocess
import sys

from prometheus_client import CollectorRegistry
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.openmetrics.exposition import generate_latest

folder = os.environ["PROMETHEUS_MULTIPROC_DIR"] = os.path.join(sys.argv[1], "values")
os.mkdir(folder)


def shown():
    registry = CollectorRegistry()
    MultiProcessCollector(registry, folder)
    text = generate_latest(registry).decode()
    [value] = [line.split()[1] for line in text.splitlines() if line.startswith("under_way ")]
    return float(value), "abc" in text


workers = [
    subprocess.Popen([sys.executable, os.path.join(sys.argv[1], "worker.py")], stdout=subprocess.PIPE) for _ in range(2)
]
for each in workers:
    each.stdout.readline()
workers[0].kill()
workers[0].wait()
seen = {"one of two was killed": shown()}
mark_process_dead(workers[0].pid)
seen["and was marked dead"] = shown()
workers[1].kill()
workers[1].wait()
expected = {"one of two was killed": (2.0, False), "and was marked dead": (1.0, False)}
for name, value in seen.items():
    print(f"{name}: livesum and exemplar {value} (expected {expected[name]})")
sys.exit(seen != expected)
PYTHON
"$folder/venv/bin/python" "$folder/seen.py" "$folder"
