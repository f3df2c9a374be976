#!/bin/sh
# systemd 252 (Debian 12): `journalctl -o json`, which shippers read, writes a field of more than 4096 bytes as null. So
# the records with the longest messages, which are stack traces, arrive without a word, beside short ones that are
# whole. One colour code, carriage return or byte that is no UTF-8 in a message makes it a list of numbers instead of a
# text, and a field that a program gave twice a list of texts. `--all` brings the long ones back; the numbers stay
# numbers.
#
# Seen (type of MESSAGE with -o json, and with -o json --all):
#   "could not charge"                   text      text
#   a message of 5,000 letters           null      text
#   a message with a colour code         numbers   numbers
#   a message with a carriage return     numbers   numbers
#   MESSAGE given twice                  texts     texts
#
# Here: lists of numbers and of texts are read as the text they are; docs/CONSOLE.md follows the journal with --all
# (tests/unit/tools/text/reading/test_reader_loggers.py).
#
# Needs python3, journalctl, apt-get and dpkg on amd64. A journal file is written and read in a folder that is removed
# at the end; the machine's own journal is not touched. Fails when a newer release behaves differently.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
command -v journalctl >/dev/null || { echo "journalctl is missing here"; exit 77; }
apt-get -q download systemd-journal-remote libmicrohttpd12 >/dev/null 2>&1 \
  || { echo "Debian 12's packages are not to be had here"; exit 77; }
for package in *.deb; do dpkg-deb --fsys-tarfile "$package" | tar -x ./lib ./usr/lib 2>/dev/null || true; done
cat > seen.py <<'PYTHON'
import json
import os
import struct
import subprocess
import sys

CASES = {
    "plain": ([b"could not charge"], ("text", "text")),
    "5,000 letters": ([b"x" * 5000], ("null", "text")),
    "a colour code": ([b"\x1b[31mcould not charge\x1b[0m"], ("numbers", "numbers")),
    "a carriage return": ([b"could not\rcharge"], ("numbers", "numbers")),
    "MESSAGE twice": ([b"could not charge", b"order 7"], ("texts", "texts")),
}


def exported(number, messages):
    """A record in the journal's export format."""
    head = f"__REALTIME_TIMESTAMP={1795994558000000 + number}\n__MONOTONIC_TIMESTAMP={number}\n"
    record = (head + f"_BOOT_ID={'0' * 31}1\n_MACHINE_ID={'0' * 31}2\nNUMBER={number}\n").encode()
    for message in messages:
        record += b"MESSAGE\n" + struct.pack("<Q", len(message)) + message + b"\n"
    return record + b"\n"


def kind(value):
    if isinstance(value, list):
        return "numbers" if isinstance(value[0], int) else "texts"
    return "null" if value is None else "text"


def kinds(*options):
    command = ["journalctl", "--file", "one.journal", "-o", "json", *options]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    records = sorted(map(json.loads, lines), key=lambda record: int(record["NUMBER"]))
    return [kind(record["MESSAGE"]) for record in records]


with open("one.export", "wb") as file:
    for number, (messages, _) in enumerate(CASES.values(), 1):
        file.write(exported(number, messages))
subprocess.run(
    ["lib/systemd/systemd-journal-remote", "-o", "one.journal", "one.export"],
    check=True, capture_output=True, env=os.environ | {"LD_LIBRARY_PATH": "usr/lib/x86_64-linux-gnu"},
)
failed = False
for (name, (_, expected)), got in zip(CASES.items(), zip(kinds(), kinds("--all"))):
    failed = failed or got != expected
    print(f"{name}: {got} (expected {expected})")
sys.exit(failed)
PYTHON
python3 seen.py
