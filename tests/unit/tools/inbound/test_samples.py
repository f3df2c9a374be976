from typing import Any

import pytest

from tests.unit.tools.inbound.judging import SAMPLES, counts, differences, reading_of, samples
from tools.inbound.registry import SENDERS, recognise
from tools.inbound.signal import Fired, Recovered

ALL = [pytest.param(sender, case, id=f"{sender}-{name}") for sender, name, case in samples()]


@pytest.mark.parametrize(("sender", "case"), ALL)
def test_a_sample_causes_what_it_should(sender: str, case: dict[str, Any]) -> None:
    assert counts(reading_of(sender, case)) == case["expect"]


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


@pytest.mark.parametrize(("sender", "case"), ALL)
def test_a_title_can_be_read_in_a_list(sender: str, case: dict[str, Any]) -> None:
    for signal in reading_of(sender, case).signals:
        if isinstance(signal, Fired | Recovered):
            assert 8 <= len(signal.title) <= 120
            assert not set("{}") & set(signal.title)
            assert "[REDACTED" not in signal.title
            assert signal.title.count("=") < 2


@pytest.mark.parametrize("sender", sorted(SENDERS))
def test_every_sender_has_samples(sender: str) -> None:
    assert list((SAMPLES / sender).glob("*.json"))


def test_no_samples_without_a_sender() -> None:
    assert {folder.name for folder in SAMPLES.iterdir()} == set(SENDERS)


@pytest.mark.parametrize(("sender", "case"), ALL)
def test_a_shape_is_never_taken_for_another_senders(sender: str, case: dict[str, Any]) -> None:
    body = case["body"]
    if isinstance(body, dict | list):
        named = recognise(body)
        inside = {"sns": ("cloudwatch",), "generic": ("cloudwatch",), "alertmanager": ("grafana",)}
        assert named in (None, sender, *inside.get(sender, ()))


@pytest.mark.parametrize(("sender", "case"), ALL)
def test_the_generic_route_reads_the_same(sender: str, case: dict[str, Any]) -> None:
    """A pasted or misdirected body is read as its sender's, wherever its shape says whose it is."""
    if isinstance(case["body"], dict) and recognise(case["body"]) == sender and not case.get("headers"):
        assert counts(reading_of("generic", case)) == case["expect"]
