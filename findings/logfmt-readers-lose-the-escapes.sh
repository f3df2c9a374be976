#!/bin/sh
# logfmt has no specification, and its readers differ where it matters: at the escaped line end of a traceback. logfmter
# 0.0.12 (Python) writes `exc_info="Traceback …:\n  File …"`. logfmt 1.4.0 (npm) drops each backslash, so that the lines
# run into each other with an n between them; logfmt 0.4 (PyPI) takes such a value for a flag and answers True. An
# unquoted `=` is dropped by the one and ends the value for the other. And the npm package writes a line end into its
# own output unescaped, so that one record becomes two lines.
#
# Seen:
#                          npm logfmt 1.4.0       PyPI logfmt 0.4
#   msg="one\ntwo"         onentwo                True
#   msg=a=b                ab                     a
#   path=C:\tmp            C:tmp                  C:\tmp
#   npm stringify({msg: "one\ntwo"}) is two lines
#
# Here: values of several lines are read as logfmter and Go write them
# (tests/unit/tools/text/reading/test_reader_loggers.py).
#
# Needs node with npm and python3 with venv and pip. Everything is made in a folder that is removed at the end. Fails
# when a newer release behaves differently.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund logfmt@1.4.0
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check logfmt==0.4 logfmter==0.0.12
cat > seen.js <<'JS'
const logfmt = require("logfmt");
const lines = require("./lines.json");
console.log(JSON.stringify([...lines.map((line) => logfmt.parse(line)), logfmt.stringify({ msg: "one\ntwo", n: 1 })]));
JS
cat > seen.py <<'PYTHON'
import io
import json
import logging
import subprocess
import sys

import logfmt
from logfmter import Logfmter

LINES = ['msg="one\\ntwo" n=1', "msg=a=b n=1", "path=C:\\tmp n=1"]
written = Logfmter(keys=[]).format(logging.LogRecord("x", logging.ERROR, "x", 1, "one\ntwo", None, None))
json.dump(LINES, open("lines.json", "w"))
of_npm = json.loads(subprocess.run(["node", "seen.js"], check=True, capture_output=True, text=True).stdout)
of_python = [next(iter(logfmt.parse(io.StringIO(line)))) for line in LINES]
seen = {
    "logfmter writes": written,
    "npm reads": [each.get("msg") or each.get("path") for each in of_npm[:-1]],
    "PyPI reads": [each.get("msg") or each.get("path") for each in of_python],
    "npm writes": of_npm[-1],
}
expected = {
    "logfmter writes": 'msg="one\\ntwo"',
    "npm reads": ["onentwo", "ab", "C:tmp"],
    "PyPI reads": [True, "a", "C:\\tmp"],
    "npm writes": "msg=one\ntwo n=1",
}
for name, value in seen.items():
    print(f"{name}: {value!r} (expected {expected[name]!r})")
sys.exit(seen != expected)
PYTHON
venv/bin/python seen.py
