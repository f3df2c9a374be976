"""A queued report reads as it was written, and what is none is refused with a reason."""

import json
from typing import Any

import pytest

from tools.errors import InvalidRequest
from tools.nouns.queued import QueuedReport
from tools.nouns.queued_json import KIND, queued_from_text, queued_to_text
from tools.nouns.redacted import Redacted
from tools.nouns.reports import Report
from tools.nouns.severity import Severity

PLAIN = Report("req_01KB0000000000000000000000", "acme", Redacted("api"), Redacted("disk full"), 7.5, queued=True)
WHOLE = Report(
    "req_" + "ab" * 16,
    "acme",
    Redacted("api"),
    Redacted("voll\x00 \ufffe \x1f ✓"),
    7.5,
    Redacted("prod"),
    Severity.HIGH,
    {Redacted("pod"): Redacted("a")},
    Redacted("1.2"),
    6.0,
    Redacted("curl"),
    queued=True,
)


@pytest.mark.parametrize(
    "queued", [QueuedReport(PLAIN), QueuedReport(WHOLE, keyed=True, through_graph=True, traceparent="00-1-2-01")]
)
def test_what_was_queued_is_read_again(queued: QueuedReport) -> None:
    text = queued_to_text(queued)
    assert queued_from_text(text) == queued
    assert text.isascii()


def test_a_message_holds_no_control_character() -> None:
    """SQS refuses most of them, and two characters more."""
    assert all(" " <= each <= "~" for each in queued_to_text(QueuedReport(WHOLE)))


def test_whatever_is_read_came_out_of_a_queue() -> None:
    told = json.loads(queued_to_text(QueuedReport(PLAIN)))
    assert "queued" not in told
    assert queued_from_text(json.dumps(told)).report.queued


@pytest.mark.parametrize(
    "broken",
    [
        {"kind": "report/2"},
        {"request_id": "42"},
        {"request_id": None},
        {"tenant": ""},
        {"tenant": 7},
        {"log": None},
        {"received_at": "soon"},
        {"severity": "AWFUL"},
        {"labels": ["a"]},
        {"occurred_at": {}},
        {"release": 3},
    ],
)
def test_what_does_not_fit_is_refused(broken: dict[str, Any]) -> None:
    told = json.loads(queued_to_text(QueuedReport(WHOLE))) | broken
    with pytest.raises(InvalidRequest, match=r"queued report"):
        queued_from_text(json.dumps(told))


@pytest.mark.parametrize("text", ["", "disk full", "[]", "null", '"report"', "{", '{"kind": "' + KIND + '"}'])
def test_what_is_no_report_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequest):
        queued_from_text(text)
