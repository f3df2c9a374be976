#!/bin/sh
# graypy 2.1.0 and pygelf 0.4.3 (Python 3.11) write exceptions into GELF with a blank line behind each line of the
# traceback: they join pieces that already end in a line end with another one, so a frame no longer has its source line
# below it. And of the fields that a program adds, GELF allows texts and numbers only; both write an object, a boolean
# and null as they are. graypy says it is version 1.0 of the format, which has been at 1.1 for years.
#
# Seen (`logger.exception("could not charge", extra={"order": {"id": 7}, "paid": False})`):
#                                        graypy   pygelf
#   a blank line behind "Traceback …:"   yes      yes
#   _order                               object   object
#   _paid                                boolean  boolean
#   version                              1.0      1.1
#
# Here: blank lines inside a traceback are passed over, fields may hold anything
# (tests/unit/tools/text/reading/test_reader_loggers.py).
#
# Needs python3 with venv and pip. The receiver is a socket on loopback; everything is made in a folder that is removed
# at the end. Fails when a newer release behaves differently.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check graypy==2.1.0 pygelf==0.4.3
cat > "$folder/seen.py" <<'PYTHON'
import json
import logging
import socket
import sys

import graypy
import pygelf

receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
receiver.bind(("127.0.0.1", 0))
receiver.settimeout(5)
host, port = receiver.getsockname()


def sent(handler):
    logger = logging.Logger("shop")
    logger.addHandler(handler)
    try:
        {}["owner"]
    except KeyError:
        logger.exception("could not charge", extra={"order": {"id": 7}, "paid": False})
    record = json.loads(receiver.recv(65535))
    blank = record["full_message"].startswith("Traceback (most recent call last):\n\n  File ")
    return blank, type(record["_order"]).__name__, type(record["_paid"]).__name__, record["version"]


seen = {
    "graypy": sent(graypy.GELFUDPHandler(host, port, compress=False)),
    "pygelf": sent(pygelf.GelfUdpHandler(host=host, port=port, compress=False, include_extra_fields=True)),
}
expected = {"graypy": (True, "dict", "bool", "1.0"), "pygelf": (True, "dict", "bool", "1.1")}
for name, value in seen.items():
    print(f"{name}: {value} (expected {expected[name]})")
sys.exit(seen != expected)
PYTHON
"$folder/venv/bin/python" "$folder/seen.py"
