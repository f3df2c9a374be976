"""Any JSON, any bytes, mixed and truncated bodies: no exception, an answer for every alert, bounded time."""

import copy
import gc
import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.tools.inbound.judging import NOW, bytes_of, samples
from tools.inbound.fields import Fields
from tools.inbound.reader import Given
from tools.inbound.registry import SENDERS, read, read_parsed, recognise
from tools.inbound.sample import counts
from tools.inbound.signal import Fired, Ignored, Reason

BODIES = [(sender, case) for sender, _, case in samples()]
OBJECTS = [(sender, case["body"]) for sender, case in BODIES if isinstance(case["body"], dict)]
_SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
# Names that readers look for, so that shapes come close to real ones.
_KEYS = st.sampled_from(
    [
        "alerts",
        "labels",
        "annotations",
        "status",
        "state",
        "event",
        "data",
        "incident",
        "issue",
        "alert",
        "detail",
        "Message",
        "Records",
        "type",
        "action",
        "title",
        "name",
        "message",
        "severity",
        "heartbeat",
        "monitor",
        "essentials",
        "alertContext",
        "condition",
        "fields",
        "resourceLogs",
        "involvedObject",
        "workflow_run",
        "startsAt",
        "endsAt",
        "fingerprint",
        "key",
        "value",
        "tags",
    ]
) | st.text(max_size=8)
_ANY = st.recursive(
    _SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=6), max_leaves=30
)
_SENDERS = st.sampled_from(sorted(SENDERS))


@given(_SENDERS, _ANY)
@settings(max_examples=120, deadline=None)
def test_any_json_is_answered(sender: str, value: object) -> None:
    body = json.dumps(value).encode("utf-8", "surrogatepass")
    reading = read(SENDERS[sender], body, now=NOW)
    assert reading.signals
    assert all(signal.title and signal.text for signal in reading.signals if isinstance(signal, Fired))


@given(
    _SENDERS,
    st.binary(max_size=400),
    st.sampled_from(("", "application/json", "multipart/form-data; boundary=x", "text/plain")),
)
@settings(max_examples=80, deadline=None)
def test_any_bytes_are_answered(sender: str, body: bytes, content_type: str) -> None:
    assert read(SENDERS[sender], body, now=NOW, headers={"content-type": content_type}).signals


@given(st.sampled_from(OBJECTS), st.data())
@settings(max_examples=200, deadline=None)
def test_a_misshapen_part_costs_no_reader_an_exception(drawn: tuple[str, dict[str, Any]], data: st.DataObject) -> None:
    """Readers are called bare here, without the guard that the registry puts around them."""
    sender, body = drawn
    damaged = copy.deepcopy(body)
    holder: Any = damaged
    while True:
        places = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        place = data.draw(st.sampled_from(places))
        inner = holder[place]
        if isinstance(inner, dict | list) and inner and data.draw(st.booleans()):
            holder = inner
            continue
        holder[place] = data.draw(_ANY)
        break
    SENDERS[sender].read(
        Fields(damaged), Given(NOW, inner=lambda value: read_parsed(SENDERS["generic"], value, Given(NOW)).signals)
    )
    recognise(damaged)


@given(st.sampled_from(BODIES), st.floats(min_value=0, max_value=1))
@settings(max_examples=80, deadline=None)
def test_a_truncated_body_is_answered(drawn: tuple[str, dict[str, Any]], share: float) -> None:
    sender, case = drawn
    body = bytes_of(case["body"])
    headers = {"content-type": case["content_type"]}
    assert read(SENDERS[sender], body[: int(len(body) * share)], now=NOW, headers=headers).signals


@pytest.mark.parametrize("sender", ["alertmanager", "grafana"])
def test_whole_alerts_of_a_cut_group_are_taken(sender: str) -> None:
    alerts = [{"status": "firing", "labels": {"alertname": f"Alert{n}"}, "annotations": {}} for n in range(5)]
    body = json.dumps({"status": "firing", "receiver": "x", "groupKey": "x", "orgId": 1, "alerts": alerts}).encode()
    cut = body[: body.index(b'"Alert3"') + 5]
    signals = read(SENDERS[sender], cut, now=NOW).signals
    assert [signal.headline for signal in signals if isinstance(signal, Fired)] == ["Alert0", "Alert1", "Alert2"]
    assert [signal.reason for signal in signals if isinstance(signal, Ignored)] == [Reason.CUT]


def test_senders_in_one_stream_are_each_read_in_their_own_words() -> None:
    bodies = [case["body"] for _, case in BODIES if isinstance(case["body"], dict) and recognise(case["body"])]
    stream = b"\n".join(map(bytes_of, bodies))
    found = counts(read(SENDERS["generic"], stream, now=NOW).signals)
    assert found["fired"] + found["recovered"] + found["acted"] + found["ignored"] >= len(bodies)
    assert found["recovered"] > 10
    assert found["acted"] > 5


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 200_000,
        b'{"a":' * 100_000,
        b'{"' + b"a" * 1_000_000,
        b"{\n" * 200_000,
        b"[[1],\n" * 100_000,
        b'{"alerts":[' + b'{"labels":{"a":"' * 50_000,
        json.dumps({"alerts": [{"labels": {"a": "x" * 1000}}] * 1000}).encode()[:-500],
        b'{"message":"' + b"key=value " * 100_000 + b'"}',
        b"=" * 500_000,
        b"a=b&" * 200_000,
        json.dumps({str(n): {str(n): n for n in range(50)} for n in range(2_000)}).encode(),
        b"\n".join(b" at frame" for _ in range(100_000)),
        b'{"TopicArn":"x","Message":' * 5_000 + b"1" + b"}" * 5_000,
    ],
    ids=range(13),
)
def test_a_body_built_to_be_slow_is_answered_in_time(body: bytes) -> None:
    gc.freeze()  # what other tests have left is not looked through meanwhile
    began = time.process_time()
    try:
        assert read(SENDERS["sns"], body, now=NOW).signals
        assert time.process_time() - began < 5
    finally:
        gc.unfreeze()


def test_one_bad_alert_among_good_ones_is_named() -> None:
    alerts = b'[{"labels":{"alertname":"A"}},3,{"labels":{"alertname":"B"}}]'
    body = b'{"receiver":"x","groupKey":"x","status":"firing","alerts":%s}' % alerts
    assert counts(read(SENDERS["alertmanager"], body, now=NOW).signals) == {"fired": 2, "ignored": 1}


def test_an_unknown_shape_of_a_known_sender_is_a_report() -> None:
    for sender in SENDERS:
        signals = read(
            SENDERS[sender], b'{"colour": "red", "what": {"of": "the cellar is under water"}}', now=NOW
        ).signals
        assert [type(signal) for signal in signals] == [Fired], sender
        assert "the cellar is under water" in signals[0].text
