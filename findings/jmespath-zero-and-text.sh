#!/bin/sh
# jmespath 1.1.0 (Python 3.11), as a language to pick fields out of alerts: 0 counts as true, so `severity || 'low'`
# answers 0 for a severity of 0, and `[?errors]` keeps what had none; only null, false and what is empty are false. And
# an ordering of a text and a number, `count > `5`` for a sender that writes its numbers as texts, does not answer null
# as the specification says: it raises Python's TypeError, which is no JMESPathError and passes by whoever catches the
# library's errors. `==` between the two is simply false.
#
# Seen:
#   severity || 'low'         of {"severity": 0}      0
#   [?errors].name            of errors 0 and 3       both
#   count > `5`               of {"count": "9"}       TypeError, no JMESPathError
#   count == `9`              of {"count": "9"}       False
#   to_number(count) > `5`    of {"count": "9"}       True
#
# Here: tools/inbound/generic.py leaves a field out whose expression fails, whatever it raises
# (tests/unit/tools/inbound/test_registry.py: test_a_mapping_of_the_key_reads_a_foreign_shape).
#
# Needs python3 with venv and pip. Everything is made in a folder that is removed at the end. Fails when a newer release
# behaves differently.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check jmespath==1.1.0
cat > "$folder/seen.py" <<'PYTHON'
import sys

import jmespath
from jmespath.exceptions import JMESPathError


def answer(expression, value):
    try:
        return jmespath.search(expression, value)
    except JMESPathError as error:
        return f"JMESPathError {error}"
    except Exception as error:
        return type(error).__name__


checks = [{"name": "a", "errors": 0}, {"name": "b", "errors": 3}, {"name": "c", "errors": None}]
cases = [
    ("severity || 'low'", {"severity": 0}, 0),
    ("[?errors].name", checks, ["a", "b"]),
    ("count > `5`", {"count": "9"}, "TypeError"),
    ("count == `9`", {"count": "9"}, False),
    ("to_number(count) > `5`", {"count": "9"}, True),
]
failed = False
for expression, value, expected in cases:
    got = answer(expression, value)
    failed = failed or got != expected or type(got) is not type(expected)
    print(f"{expression}: {got!r} (expected {expected!r})")
sys.exit(failed)
PYTHON
"$folder/venv/bin/python" "$folder/seen.py"
