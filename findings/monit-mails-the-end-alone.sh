#!/bin/sh
# Monit 5.33.0 (Debian 12): an alert whose mail cannot be delivered at that moment is given up ("Aborting event"), and
# the check, which goes on failing every cycle and is logged as such, is never mailed again. Its recovery is mailed. So
# a mail server that is away for one cycle, perhaps for the same reason as what failed, hides the whole outage, and the
# only mail about it says that the connection succeeded. One would expect the next failed cycle to try again. Only
# `set eventqueue`, which no default sets, keeps the mail.
#
# Seen (three cycles failed without a mail server, three with one, then the port opened):
#   mails: "Connection succeeded shop"                       (none "Connection failed shop")
#   log:   'shop' failed protocol test (6 times or more), Aborting event
#
# Here: docs/integrations/generic.md asks for the queue where it tells how Monit's mails are read.
#
# Needs apt-get and python3 on Debian 12; nothing is installed, the package is unpacked in a folder that is removed at the
# end. Fails when another release behaves differently.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get -qq download monit=1:5.33.0-1 2>/dev/null
dpkg -x monit_*.deb .
cat > seen.py <<'PYTHON'
import pathlib
import re
import socketserver
import subprocess
import threading
import time

subjects = []


class Mail(socketserver.StreamRequestHandler):
    """As much of SMTP as it takes to be handed a mail."""

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        within = False
        for raw in self.rfile:
            line = raw.decode().strip()
            if within:
                subjects.extend(re.findall(r"^Subject: monit alert --\s+(.*)", line))
                within = line != "."
                if within:
                    continue
            within = line == "DATA"
            self.wfile.write(b"354 go\r\n" if within else b"221 bye\r\n" if line == "QUIT" else b"250 ok\r\n")
            if line == "QUIT":
                return


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True


class Port(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        pass


def free() -> int:
    with socketserver.TCPServer(("127.0.0.1", 0), Port) as taken:
        return int(taken.server_address[1])


mail, port, here = free(), free(), pathlib.Path.cwd()
rules = here / "rules"
rules.write_text(f"""
set daemon 1
set log {here}/log
set idfile {here}/id
set statefile {here}/state
set pidfile {here}/pid
set mailserver 127.0.0.1 port {mail}
set alert ops@example.org
check host shop with address 127.0.0.1
  if failed port {port} then alert
""")
rules.chmod(0o600)
quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
monit = subprocess.Popen(["usr/bin/monit", "-I", "-c", str(rules)], **quiet)


def failures() -> int:
    log = here / "log"
    return log.read_text().count("'shop' failed protocol test") if log.exists() else 0


def wait(is_so):
    until = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < until, "it takes too long"
        time.sleep(0.1)


try:
    wait(lambda: failures() >= 3)
    with Server(("127.0.0.1", mail), Mail) as mails:
        threading.Thread(target=mails.serve_forever).start()
        before = failures()
        wait(lambda: failures() >= before + 3)
        while_failing = [subject for subject in subjects if "shop" in subject]
        with Server(("127.0.0.1", port), Port) as opened:
            threading.Thread(target=opened.serve_forever).start()
            wait(lambda: "Connection succeeded shop" in subjects)
            opened.shutdown()
        mails.shutdown()
finally:
    monit.terminate()
    monit.wait(10)
aborted = "Aborting event" in (here / "log").read_text()
about = [subject for subject in subjects if "shop" in subject]
print(f"failed cycles: {failures()}, an event was aborted: {aborted}")
print(f"mails while it failed: {while_failing}, in all: {about}")
assert aborted and failures() >= 6, "the behaviour has changed"
assert while_failing == [] and about == ["Connection succeeded shop"], "the behaviour has changed"
PYTHON
python3 seen.py
