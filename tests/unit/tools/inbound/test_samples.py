"""Every sample of every sender causes what the evaluation says it should."""

from typing import Any

import pytest

from tests.unit.tools.inbound.judging import SAMPLES, differences, reading_of, samples
from tools.inbound.registry import SENDERS, recognise
from tools.inbound.sample import counts
from tools.inbound.signal import Fired, Recovered

ALL = [pytest.param(sender, case, id=f"{sender}-{name}") for sender, name, case in samples()]


@pytest.mark.parametrize(("sender", "case"), ALL)
def test_a_sample_causes_what_it_should(sender: str, case: dict[str, Any]) -> None:
    assert counts(reading_of(sender, case).signals) == case["expect"]


@pytest.mark.parametrize(("sender", "case"), [param for param in ALL if "read" in param.values[1]])
def test_what_is_read_from_a_sample(sender: str, case: dict[str, Any]) -> None:
    signals = reading_of(sender, case).signals
    keys = {signal.dedup_key for signal in signals if isinstance(signal, Fired)}
    wrong = []
    for signal, wanted in zip(signals, case["read"], strict=False):
        if wanted.get("dedup_key") == "same":
            wanted = {**wanted, "dedup_key": min(keys)}
            assert len(keys) == 1
        wrong += differences(signal, wanted)
    assert not wrong, "\n".join(wrong)
    assert len(signals) >= len(case["read"])


def test_titles_can_be_read_in_a_list() -> None:
    titles = [
        signal.title
        for sender, _, case in samples()
        for signal in reading_of(sender, case).signals
        if isinstance(signal, Fired | Recovered)
    ]
    assert len(titles) > 100
    for title in titles:
        assert 8 <= len(title) <= 120, title
        assert not set("{}") & set(title), title
        assert "[REDACTED" not in title
        assert title.count("=") < 2, title


@pytest.mark.parametrize("sender", sorted(SENDERS))
def test_every_sender_has_samples(sender: str) -> None:
    assert list((SAMPLES / sender).glob("*.json"))


def test_no_samples_without_a_sender() -> None:
    assert {folder.name for folder in SAMPLES.iterdir()} == set(SENDERS)


def test_a_shape_is_never_taken_for_another_senders() -> None:
    inside = {"sns": ("cloudwatch",), "generic": ("cloudwatch",), "alertmanager": ("grafana",)}
    for sender, name, case in samples():
        if isinstance(case["body"], dict | list):
            assert recognise(case["body"]) in (None, sender, *inside.get(sender, ())), f"{sender}/{name}"


def test_the_generic_route_reads_what_it_recognises_the_same() -> None:
    """A pasted or misdirected body is read as its sender's, wherever its shape says whose it is."""
    played = 0
    for sender, name, case in samples():
        if isinstance(case["body"], dict) and recognise(case["body"]) == sender and not case.get("headers"):
            assert counts(reading_of("generic", case).signals) == case["expect"], f"{sender}/{name}"
            played += 1
    assert played > 70
