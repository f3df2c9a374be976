"""A report's body is kept without what is empty and read back whole; what pruning took cannot be read."""

import orjson
import pytest

from tools.errors import InvalidRequest, NotFound
from tools.nouns.reports import Profile, Report
from tools.nouns.severity import Severity
from tools.tickets.shared.reports import body_of, body_to_bytes, report_from
from tools.tickets.shared.stored_reports import StoredReport

BARE = Report("req_1", "acme", "api", "disk full", 5.0)
FULL = Report(
    "req_2", "acme", "api", "disk full", 5.0, "prod", Severity.HIGH, {"team": "a"}, "1.2", occurred_at=0.0, source="cli"
)
PROFILE = Profile("f", 1, "m", "t", ("sda",))


def rest(report: Report) -> StoredReport:
    severity = None if report.severity is None else int(report.severity)
    return StoredReport(report.request_id, 5.0, report.occurred_at, severity, report.release, "f")


@pytest.mark.parametrize(
    ("report", "body"),
    [
        (BARE, b'{"service":"api","log":"disk full","params":["sda"]}'),
        (
            FULL,
            b'{"service":"api","log":"disk full","environment":"prod","labels":{"team":"a"},"source":"cli",'
            b'"occurred_at":0.0,"params":["sda"]}',
        ),
    ],
)
def test_a_report_is_stored_as_always_and_read_back_whole(report: Report, body: bytes) -> None:
    assert body_to_bytes(report, PROFILE) == body
    assert report_from("acme", rest(report), orjson.loads(body)) == report


def test_a_text_that_is_no_unicode_is_refused() -> None:
    with pytest.raises(InvalidRequest):
        body_to_bytes(Report("req_1", "acme", "api", "\ud800", 5.0), PROFILE)


def test_a_pruned_text_cannot_be_read() -> None:
    with pytest.raises(NotFound, match="pruned"):
        report_from("acme", rest(BARE), None)


def test_parameters_are_left_out_when_there_are_none() -> None:
    assert "params" not in body_of(BARE, Profile("f", 1, "m", "t"))
