"""Logs are hostile input: no text makes the rules raise, and none makes them work more than its length."""

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.matching_cases import joined, profile
from tests.support.servers.process import ROOT
from tools.text.identity.profiles import profile_from_json, profile_to_json

GUARD_SECONDS = 120


def test_every_pattern_is_linear() -> None:
    """Some 900 texts of 100 kB within one generous guard: a quadratic pattern needs minutes for a single one."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.hostile_lines"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=GUARD_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2_000:]


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
