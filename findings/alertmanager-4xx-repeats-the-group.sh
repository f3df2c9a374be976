#!/bin/sh
# Alertmanager 0.25.0 (Debian 12; 0.33.1 of Debian does the same): a receiver that answers 400 because it cannot use a
# body gets the same body again at every group_interval, for ever. A 4xx is not retried at once, and nothing was
# notified, so the next flush of the group sends all of it anew; repeat_interval, which is said to space out what is
# sent again, has no say in it. One alert that a receiver refuses holds every alert of its group in that loop, the good
# ones too.
#
# Seen (two alerts that do not change, group_interval 2 s, repeat_interval 4 h, nine seconds):
#   the receiver answers 400   4 requests or more, equal to the letter
#   the receiver answers 200   1 request
#
# Here: a group with an unusable alert is answered 2xx, and the bad one is named in the answer
# (tests/unit/tools/inbound/test_inbound_hostile_bodies.py: test_one_bad_alert_among_good_ones_is_named).
#
# Needs python3, apt-get and dpkg on amd64. Alertmanager and the receiver listen on loopback; everything is made in a
# folder that is removed at the end. Fails when a newer package behaves differently.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get -q download prometheus-alertmanager=0.25.0-1+b4 >/dev/null 2>&1 \
  || { echo "Debian 12's package is not to be had here"; exit 77; }
dpkg -x prometheus-alertmanager_*.deb root
cat > seen.py <<'PYTHON'
import json
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

STATUS = 400
CONFIGURATION = """
route: {receiver: hook, group_by: [team], group_wait: 1s, group_interval: 2s, repeat_interval: 4h}
receivers: [{name: hook, webhook_configs: [{url: "http://127.0.0.1:%d/", send_resolved: true}]}]
"""
bodies = []


class Hook(BaseHTTPRequestHandler):
    def do_POST(self):
        bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(STATUS)
        self.end_headers()

    def log_message(self, *_):
        pass


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def post(path, value):
    body = json.dumps(value).encode()
    request = urllib.request.Request(address + path, body, {"Content-Type": "application/json"})
    urllib.request.urlopen(request).close()


def after(seconds=0.0):
    return (datetime.now(timezone.utc) + timedelta(seconds=seconds)).isoformat()


def alert(name, start, end=None):
    times = {"startsAt": start} | ({"endsAt": end} if end else {})
    return {"labels": {"alertname": name, "team": "shop"}} | times


def start():
    port = free_port()
    flags = [f"--web.listen-address=127.0.0.1:{port}", "--cluster.listen-address=", "--storage.path=data"]
    with open("configuration.yml", "w") as file:
        file.write(CONFIGURATION % hook.server_port)
    command = ["root/usr/bin/prometheus-alertmanager", "--config.file=configuration.yml", *flags]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL), f"http://127.0.0.1:{port}"


def wait_until_ready():
    for _ in range(100):
        try:
            urllib.request.urlopen(address + "/-/ready").close()
            return
        except OSError:
            time.sleep(0.1)
    sys.exit("it does not start")


hook = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
threading.Thread(target=hook.serve_forever, daemon=True).start()
process, address = start()
try:
    wait_until_ready()
    started = after()
    post("/api/v2/alerts", [alert("DiskFull", started), alert("QueueStuck", started)])
    time.sleep(9)
    refused = bodies[1:]
    STATUS = 200
    time.sleep(2.5)  # taken now
    bodies.clear()
    time.sleep(5)
    print(f"refused: {1 + len(refused)} requests (expected 4 or more), equal: {len(set(refused)) == 1} (expected True)")
    print(f"taken: {len(bodies)} more (expected 0)")
    sys.exit(not (len(refused) >= 3 and len(set(refused)) == 1 and not bodies))
finally:
    process.terminate()
    process.wait()
PYTHON
python3 seen.py
