"""Logs are hostile input: no text makes the rules raise, and none makes them work more than its length."""

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.matching_cases import joined, profile
from tools.text.identity.fingerprint import profile_from_json, profile_to_json

SIZE = 100_000
UNITS = [
    "a", "A", "1", " ", "\t", ".", "/", "\\", ":", "=", '"', "'", "`", "[", "]", "(", "{", "<", "-", "_", "#", "*", "@",
    "a.", "a=", "1:", "[[", "](", '="', " a=", ' a="', "a@b.", "0x", "A1-", "1.1.", "::", "/a", "Aa", "a's ", "a 1 ", "Error",
    "user ", "for x from ", "1:1:1 ", "2026-01-02 ", "Jan 1 ", "[a] ", "a: ", "a\n", " at a.b(c)\n", "{\"a\":", "[1,", "\x02", "\x1f",
    "Caused by: ", "Traceback (most recent call last):\n", 'File "a", line 1, in b\n', "\U0001f600", "\ud800", "e\u0301", "<*> ",
]  # fmt: skip
PREFIXES = ("", "2026-01-02 10:00:00 ", "Jan  1 00:00:00 h ", '{"msg":"', 'x msg="', "panic: ", "Error\n\tat ")
GUARD_SECONDS = 120

SCRIPT = """
import sys
from tests.unit.tools.text.identity.test_fingerprint_hostile import PREFIXES, SIZE, UNITS, profile
for unit in UNITS:
    for prefix in PREFIXES:
        profile(prefix + unit * (SIZE // len(unit)))
        profile(prefix + (unit * (SIZE // len(unit)))[:-1] + "!")
print("done")
"""


def test_every_pattern_is_linear() -> None:
    """Some 900 texts of 100 kB within one generous guard: a quadratic pattern needs minutes for a single one."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=GUARD_SECONDS, check=False
    )
    assert done.stdout == "done\n", done.stderr[-2_000:]


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=300))
def test_any_text_has_a_profile_that_joins_itself(text: str) -> None:
    one = profile(text)
    assert profile_from_json(profile_to_json(one)) == one
    assert one.template.split().count("<*>") == len(one.params)
    assert joined(text, text)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=120), st.text(max_size=120))
def test_a_verdict_does_not_depend_on_who_came_first(one: str, other: str) -> None:
    joined(one, other)


@pytest.mark.parametrize("text", ["{", '{"a": }', "[" * 5_000, '{"a":' * 3_000, "\x00\x01", "\n\n\n", "   "])
def test_broken_structure_is_plain_text(text: str) -> None:
    assert profile(text).fingerprint
