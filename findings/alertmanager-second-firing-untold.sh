#!/bin/sh
# Alertmanager 0.25.0 (Debian 12; 0.33.1 of Debian does the same): an alert that ends and fires anew may be sent once,
# with its first start, although send_resolved is on. What counts is whether an end was notified. Between two flushes of
# a group an alert that ended and came back is "still firing" with another startsAt: nothing is sent. The same holds for
# one that ended under a silence: neither its end nor its next firing is told, not even after the silence is over. The
# receiver hears of the second problem when repeat_interval has passed, four hours by default, and then it looks like a
# reminder.
#
# Seen (group_interval 2 s, repeat_interval 4 h; requests to the receiver until six seconds after the second firing):
#   ended and back within a second               1, with the first start
#   ended under a silence, fires after it        1, with the first start
#
# Here: an activation is known by its start, so a firing that comes with a new one counts, whenever it comes; docs on
# the sender say which repeat_interval to set (docs/integrations/alertmanager.md).
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
    failed = False


    def told(name):
        found = [(each["status"], each["startsAt"]) for body in bodies for each in json.loads(body)["alerts"]]
        bodies.clear()
        print(f"{name}: {len(found)} told: {[status for status, _ in found]} (expected 1: ['firing'])")
        return [status for status, _ in found] != ["firing"]


    first = after()
    post("/api/v2/alerts", [alert("Flaps", first)])
    time.sleep(1.6)
    post("/api/v2/alerts", [alert("Flaps", first, after())])
    time.sleep(0.3)
    post("/api/v2/alerts", [alert("Flaps", after())])
    time.sleep(6)
    failed |= told("ended and back within a second")

    first = after()
    post("/api/v2/alerts", [alert("Silenced", first) | {"labels": {"alertname": "Silenced", "team": "books"}}])
    time.sleep(1.6)
    matcher = {"name": "alertname", "value": "Silenced", "isRegex": False, "isEqual": True}
    post("/api/v2/silences", {"matchers": [matcher], "startsAt": after(), "endsAt": after(4), "createdBy": "x", "comment": "x"})
    post("/api/v2/alerts", [alert("Silenced", first, after()) | {"labels": {"alertname": "Silenced", "team": "books"}}])
    time.sleep(5)
    post("/api/v2/alerts", [alert("Silenced", after()) | {"labels": {"alertname": "Silenced", "team": "books"}}])
    time.sleep(6)
    failed |= told("ended under a silence")
    sys.exit(failed)
finally:
    process.terminate()
    process.wait()
PYTHON
python3 seen.py
