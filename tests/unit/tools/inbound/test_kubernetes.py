"""A repeat of a Kubernetes event is the same object, counted up: it is not the same message."""

from typing import Any

import pytest

from tests.unit.tools.inbound.judging import reading_of
from tools.inbound.signal import Fired


def _event_id(**changed: Any) -> str:
    meta = {"name": "cart.17", "namespace": "shop", "uid": "u-1"} | changed.pop("metadata", {})
    thing = {"kind": "Pod", "namespace": "shop", "name": "cart-1"}
    body = {"metadata": meta, "involvedObject": thing, "reason": "BackOff", "message": "restarts", "type": "Warning"}
    reading = reading_of("kubernetes", {"content_type": "application/json", "body": body | changed})
    [fired] = reading.signals
    assert isinstance(fired, Fired)
    return fired.event_id


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"count": 1}, {"count": 7}),
        ({"metadata": {"resourceVersion": "5"}}, {"metadata": {"resourceVersion": "6"}}),
        ({"series": {"count": 2}}, {"series": {"count": 3}}),
    ],
)
def test_a_repeat_is_another_message(first: dict[str, Any], second: dict[str, Any]) -> None:
    assert _event_id(**first) != _event_id(**second)
    assert _event_id(**first) == _event_id(**first)


def test_without_a_version_every_message_counts() -> None:
    assert _event_id() == ""
