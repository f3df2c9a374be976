#!/bin/sh
# HAProxy 2.6.12 (Debian 12): its alert mails (`email-alert`) tell of each server that goes down or comes back, and at no
# level that a proxy has no server left. That is the event that users notice, and the only one that HAProxy logs at emerg,
# the worst of the levels that `email-alert level` takes. Who reads the mails has to infer it from "0 active and 0 backup
# servers left" in the middle of a subject.
#
# Seen (`email-alert level notice`, a pool of two servers that both go down):
#   logged: Server shop/s1 is DOWN (alert), Server shop/s2 is DOWN (alert), proxy shop has no server available! (emerg)
#   mailed: Server shop/s1 is DOWN, Server shop/s2 is DOWN
#
# Here: the line in the log opens a ticket of its own, CRITICAL; the mails are read as the log's lines.
#
# Needs apt-get and python3 on Debian 12; nothing is installed, the packages are unpacked in a folder that is removed at the
# end. Fails when another release behaves differently.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get -qq download haproxy liblua5.3-0 libopentracing-c-wrapper0 libopentracing1 2>/dev/null
for package in *.deb; do dpkg -x "$package" .; done
LD_LIBRARY_PATH=$(dirname "$(find . -name 'liblua5.3.so.0')")
export LD_LIBRARY_PATH
usr/sbin/haproxy -v | head -1
cat > seen.py <<'PYTHON'
import pathlib
import re
import socket
import socketserver
import subprocess
import threading
import time

logged, mailed = [], []


class Mail(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(b"220 here\r\n")
        within = False
        for raw in self.rfile:
            line = raw.decode().strip()
            if within:
                mailed.extend(re.findall(r"^Subject: \[HAProxy Alert\] (.*)", line))
                within = line != "."
                if within:
                    continue
            within = line == "DATA"
            self.wfile.write(b"354 go\r\n" if within else b"221 bye\r\n" if line == "QUIT" else b"250 ok\r\n")
            if line == "QUIT":
                return


class Log(socketserver.BaseRequestHandler):
    def handle(self):
        logged.append(self.request[0].decode())


class Port(socketserver.BaseRequestHandler):
    def handle(self):
        pass


class Threads(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True


def serve(kind, handler):
    server = kind(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def close(server):
    server.shutdown()
    server.server_close()


def wait(is_so):
    until = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < until, (logged, mailed)
        time.sleep(0.1)


mails, log = serve(Threads, Mail), serve(socketserver.UDPServer, Log)
servers = [serve(Threads, Port) for _ in range(2)]
with socket.socket() as taken:
    taken.bind(("127.0.0.1", 0))
    front = taken.getsockname()[1]
ports = [server.server_address[1] for server in (mails, log, *servers)]
pathlib.Path("rules").write_text(f"""
global
  log 127.0.0.1:{ports[1]} local0
defaults
  timeout connect 1s
  timeout client 1s
  timeout server 1s
  log global
  email-alert mailers here
  email-alert from lb@example.org
  email-alert to ops@example.org
  email-alert level notice
mailers here
  mailer one 127.0.0.1:{ports[0]}
listen shop
  bind 127.0.0.1:{front}
  server s1 127.0.0.1:{ports[2]} check inter 300 fall 2
  server s2 127.0.0.1:{ports[3]} check inter 300 fall 2
""")
quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
haproxy = subprocess.Popen(["usr/sbin/haproxy", "-db", "-f", "rules"], **quiet)
try:
    time.sleep(1.5)
    for server in servers:
        close(server)
        time.sleep(2)
    wait(lambda: any("no server available" in line for line in logged) and len(mailed) >= 2)
    time.sleep(3)
finally:
    haproxy.terminate()
    haproxy.wait(10)
levels = {"0": "emerg", "1": "alert"}
told = [re.fullmatch(r"<(\d+)>.*?\]: (.*?(?:DOWN|available!)).*", line.strip(), re.DOTALL) for line in logged]
lines = [f"{levels.get(str(int(each[1]) % 8), each[1])}: {each[2]}" for each in told if each]
subjects = [re.sub(r"(DOWN).*", r"\1", subject) for subject in mailed]
print("logged:", lines)
print("mailed:", subjects)
down = ["Server shop/s1 is DOWN", "Server shop/s2 is DOWN"]
assert lines == [*(f"alert: {each}" for each in down), "emerg: proxy shop has no server available!"], "changed"
assert subjects == down, "the behaviour has changed"
PYTHON
python3 seen.py
