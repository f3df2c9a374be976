#!/bin/sh
# rsyslog 8.2302 (Debian 12): a message of several lines is written as one, with each control character as "#" and three
# octal digits: a line end becomes #012, a tab #011, the escape of a colour #033. Nothing says that it was done, and a
# "#012" that a program wrote itself looks the same. Python's SysLogHandler sends a traceback as one datagram, so what
# arrives in the file, and at whatever follows it, is one line in which no reader of stack traces finds a frame.
#
# Seen (what `logger.exception` of a KeyError becomes):
#   … pay: could not charge#012Traceback (most recent call last):#012  File "…", line 9, in charge#012…#012KeyError: 'owner'
#
# Here: the escapes are undone where they follow a text (tests/unit/tools/text/reading/test_reader_loggers.py:
# test_rsyslogs_escapes_are_undone).
#
# Needs python3, apt-get and dpkg on amd64. rsyslogd listens on loopback and runs in a folder that is removed at the
# end. Fails when a newer package behaves differently.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get -q download rsyslog=8.2302.0-1+deb12u2 libestr0 libfastjson4 liblognorm5 >/dev/null 2>&1 \
  || { echo "Debian 12's packages are not to be had here"; exit 77; }
for package in *.deb; do dpkg-deb --fsys-tarfile "$package" | tar -x ./usr; done
cat > seen.py <<'PYTHON'
import logging
import logging.handlers
import os
import socket
import subprocess
import sys
import time

LIBRARIES = f"{os.getcwd()}/usr/lib/x86_64-linux-gnu"
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
    taken.bind(("127.0.0.1", 0))
    port = taken.getsockname()[1]
with open("rsyslog.conf", "w") as file:
    file.write(f'module(load="imudp")\ninput(type="imudp" address="127.0.0.1" port="{port}")\n')
    file.write(f'*.* action(type="omfile" file="{os.getcwd()}/out.log")\n')


def charge():
    return {}["owner"]


process = subprocess.Popen(
    ["usr/sbin/rsyslogd", "-n", "-f", f"{os.getcwd()}/rsyslog.conf", "-i", f"{os.getcwd()}/pid", "-M", f"{LIBRARIES}/rsyslog"],
    env=os.environ | {"LD_LIBRARY_PATH": LIBRARIES},
)
handler = logging.handlers.SysLogHandler(address=("127.0.0.1", port))
handler.ident = "pay: "
logger = logging.Logger("shop")
logger.addHandler(handler)
lines = []
for _ in range(50):  # a datagram that comes before the daemon listens is lost
    time.sleep(0.2)
    try:
        charge()
    except KeyError:
        logger.exception("could not\tcharge")
    if os.path.exists("out.log") and (lines := open("out.log").read().splitlines()):
        break
process.terminate()
process.wait()
told = lines[0].partition("pay: ")[2] if lines else ""
print(told)
seen = [
    told.startswith("could not#011charge#012Traceback (most recent call last):#012  File \""),
    told.endswith("#012KeyError: 'owner'"),
]
print(f"one line with #012 for its ends: {seen} (expected [True, True])")
sys.exit(not all(seen))
PYTHON
python3 seen.py
