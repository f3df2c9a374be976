"""A body pasted into a log is read as its sender's route reads it: the same alerts, the same fingerprints."""

import json
from typing import Any

import pytest

from tests.unit.tools.inbound.judging import NOW, reading_of, samples
from tools.inbound.registry import recognise
from tools.inbound.signal import Acted, Action, Fired, Recovered, Signal
from tools.nouns.redacted import stored
from tools.nouns.reports import Report
from tools.text.identity.fingerprint import profile_of_signal, profiles_of
from tools.text.reading.senders import LOGS

# That it is over is told by its end and the clock alone; a pasted text is read without a clock.
BY_THE_CLOCK = {"prometheus/one_over"}


def _pasted() -> list[Any]:
    """The samples whose body names its sender by its shape."""
    found = []
    for sender, name, case in samples():
        known = recognise(_parsed(case["body"]))
        if known and known not in LOGS and f"{sender}/{name}" not in BY_THE_CLOCK:
            found.append(pytest.param(sender, case, id=f"{sender}/{name}"))
    return found


def _parsed(body: object) -> object:
    try:
        return json.loads(body) if isinstance(body, str) else body
    except ValueError:
        return None


@pytest.mark.parametrize(("sender", "case"), _pasted())
def test_pasted_is_posted(sender: str, case: dict[str, Any]) -> None:
    told = [signal for signal in reading_of(sender, case).signals if _tells(signal)]
    if not told:
        return
    posted = {profile_of_signal(_report(""), signal).fingerprint for signal in told}
    pasted = case["body"] if isinstance(case["body"], str) else json.dumps(case["body"])
    assert {each.fingerprint for each in profiles_of(_report(pasted))} == posted


def _tells(signal: Signal) -> bool:
    return isinstance(signal, Fired | Recovered) or (isinstance(signal, Acted) and signal.action is Action.RESOLVED)


def _report(log: str) -> Report:
    return Report("r", "t", stored("s"), stored(log), NOW)
