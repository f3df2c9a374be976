"""Patterns are compiled when they are used."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tools import deferred_re
from tools.deferred_re import DeferredPattern, compile_deferred

ROOT = Path(__file__).resolve().parents[3]
USED = """
import re
plain, ours = re.compile, []
def compile(*written):
    ours.append(written)
    return plain(*written)
re.compile = compile
import tools.text.redaction.redact, tools.text.identity.fingerprint, tools.inbound.registry, tools.rules.matching
from tools.deferred_re import compile_deferred
print(len(ours))
re.compile = plain
tools.text.redaction.redact.redact("payments queue stuck for 30 s on shard 7")
print(compile_deferred())
import tools.text.reading.timestamps
assert type(tools.text.reading.timestamps.TIMESTAMP) is re.Pattern
"""


def test_rooms_that_read_texts_compile_what_a_text_needs() -> None:
    told = subprocess.run([sys.executable, "-c", USED], cwd=ROOT, env={}, capture_output=True, text=True, check=True)
    at_import, unused = map(int, told.stdout.split())
    assert at_import < 60  # of all packages; a handful are ours, whose text is part of another pattern
    assert unused >= 450


def test_it_finds_what_the_pattern_finds() -> None:
    late, plain = deferred_re.compile(r"(?P<n>\d+)", re.ASCII), re.compile(r"(?P<n>\d+)", re.ASCII)
    assert isinstance(late, DeferredPattern)
    assert [found["n"] for found in late.finditer("1 22 333")] == ["1", "22", "333"]
    assert (late.pattern, late.flags, dict(late.groupindex)) == (plain.pattern, plain.flags, dict(plain.groupindex))
    assert late.sub("#", "a1") == "a#"


def test_a_pattern_is_compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    compile_, compiled = re.compile, []

    def compile_once(*written: Any) -> Any:
        compiled.append(written)
        return compile_(*written)

    monkeypatch.setattr(re, "compile", compile_once)
    late = deferred_re.compile("abc")
    assert compiled == []
    assert late.search("xabcx")
    assert late.match("x") is None
    assert compiled == [("abc", 0)]


def test_a_wrong_pattern_is_told_before_it_is_used() -> None:
    wrong = deferred_re.compile("(")
    with pytest.raises(re.error):
        compile_deferred()
    with pytest.raises(re.error):
        wrong.search("")


def test_what_no_pattern_has_is_no_attribute() -> None:
    assert not hasattr(deferred_re.compile("a"), "serach")
