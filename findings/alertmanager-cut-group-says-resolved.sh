#!/bin/sh
# Alertmanager 0.25.0 (Debian 12; 0.33.1 of Debian does the same): with max_alerts a webhook's body can say "resolved"
# while the group still fires. The body is cut first and its status is taken from what is left: when the alerts that fit
# have ended, the whole notification says `"status": "resolved"`, and truncatedAlerts counts the ones that burn. They
# are not sent afterwards either, although they would fit now: to Alertmanager they have been notified, and nothing
# changed.
#
# Seen (max_alerts 1, two alerts fire, the first one ends; the requests within seven seconds):
#   status     alerts in the body      truncatedAlerts
#   firing     DiskFull firing         1
#   resolved   DiskFull resolved       1, and QueueStuck fires still, untold
#
# Here: each alert's own status counts, never the group's, and what is not in a body has not ended
# (tests/unit/tools/inbound/test_registry.py: test_an_alerts_own_status_beats_its_groups).
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

STATUS = 200
CONFIGURATION = """
route: {receiver: hook, group_by: [team], group_wait: 1s, group_interval: 2s, repeat_interval: 4h}
receivers: [{name: hook, webhook_configs: [{url: "http://127.0.0.1:%d/", send_resolved: true, max_alerts: 1}]}]
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
    first = after()
    post("/api/v2/alerts", [alert("DiskFull", first), alert("QueueStuck", first)])
    time.sleep(1.6)
    post("/api/v2/alerts", [alert("DiskFull", first, after())])
    time.sleep(6)
    told = [json.loads(body) for body in bodies]
    seen = [(each["status"], [a["labels"]["alertname"] for a in each["alerts"]], each["truncatedAlerts"]) for each in told]
    expected = [("firing", ["DiskFull"], 1), ("resolved", ["DiskFull"], 1)]
    with urllib.request.urlopen(address + "/api/v2/alerts") as answer:
        firing = sorted(each["labels"]["alertname"] for each in json.load(answer))
    print(f"told: {seen} (expected {expected})")
    print(f"firing at the end: {firing} (expected ['QueueStuck'])")
    sys.exit(seen != expected or firing != ["QueueStuck"])
finally:
    process.terminate()
    process.wait()
PYTHON
python3 seen.py
