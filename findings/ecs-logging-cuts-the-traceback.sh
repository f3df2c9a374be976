#!/bin/sh
# ecs-logging 2.3.0 (Python 3.11): error.stack_trace of `logger.exception` is no traceback. The line "Traceback (most
# recent call last)" and the last line with the class and the text are cut off, and of `raise … from cause` the cause is
# gone whole: its class, its text and its frames stand in no field. The same formatter's error.type and error.message
# are of the outer error. So what the plain formatter of logging prints about the root cause is lost by going to JSON.
#
# Seen (`raise RuntimeError("charge failed") from KeyError("owner")`):
#                       logging.Formatter   ecs_logging.StdlibFormatter
#   "Traceback"         yes                 no
#   the outer class     yes                 yes, in error.type
#   KeyError            yes                 no
#   frame of the cause  yes                 no
#
# Here: frames without a headline are read with error.type and error.message
# (tests/unit/tools/text/reading/test_reader_loggers.py).
#
# Needs python3 with venv and pip. Everything is made in a folder that is removed at the end. Fails when a newer release
# behaves differently.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check ecs-logging==2.3.0
cat > "$folder/seen.py" <<'PYTHON'
import io
import json
import logging
import sys

import ecs_logging


def owner_of():
    return {}["owner"]


def charge():
    try:
        owner_of()
    except KeyError as error:
        raise RuntimeError("charge failed") from error


def logged(formatter):
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(formatter)
    logger = logging.Logger("shop")
    logger.addHandler(handler)
    try:
        charge()
    except RuntimeError:
        logger.exception("could not charge")
    return written.getvalue()


WORDS = ("Traceback", "RuntimeError", "KeyError", "in owner_of")
plain, ecs = logged(logging.Formatter()), logged(ecs_logging.StdlibFormatter())
seen = {
    "logging.Formatter": [word for word in WORDS if word in plain],
    "ecs_logging": [word for word in WORDS if word in ecs],
    "error.type": json.loads(ecs)["error"]["type"],
}
expected = {"logging.Formatter": list(WORDS), "ecs_logging": ["RuntimeError"], "error.type": "RuntimeError"}
for name, value in seen.items():
    print(f"{name}: {value} (expected {expected[name]})")
sys.exit(seen != expected)
PYTHON
"$folder/venv/bin/python" "$folder/seen.py"
