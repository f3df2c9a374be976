"""Reports: a content that is sent again is the same in all but its id and its arrival."""

from dataclasses import MISSING, fields, replace

from tools.nouns.activations import ActivationOf
from tools.nouns.redacted import stored
from tools.nouns.reports import Report
from tools.nouns.severity import Severity

SENT = Report(
    "req_1",
    "acme",
    stored("api"),
    stored("disk full"),
    1.0,
    environment=stored("prod"),
    severity=Severity.HIGH,
    labels={stored("team"): stored("storage")},
    release=stored("v2"),
    occurred_at=0.5,
    source=stored("agent"),
    activation=ActivationOf("alertmanager", "key", stored("key"), 0.25),
    queued=True,
    trace_id="ab" * 16,
)


def test_what_is_sent_again_differs_in_id_and_arrival() -> None:
    for field in fields(Report):
        assert field.default is MISSING or getattr(SENT, field.name) != field.default, field.name
    assert SENT.sent_again("req_2", 2.0) == replace(SENT, request_id="req_2", received_at=2.0)
