"""An alert that quotes a line of a log tells what the line tells, however its sender puts it."""

import pytest

from evals.wrapped.notifications import ALL, Notification
from evals.wrapped.verdicts import is_one_problem
from tests.support.matching_cases import profile

KLOG = "E0304 {time}.{micros}    1 election.go:330] error retrieving resource lock: server: request timed out"
ACCESS = '10.0.0.1 - - [04/Mar/2026:10:15:30 +0000] "GET /cart HTTP/1.1" {status} 512'
TRACE = """2026-03-04 10:15:30,123 ERROR request a19f failed
Traceback (most recent call last):
  File "/srv/app/views.py", line 8, in {where}
    pay()
ValueError: no amount"""
# These put the words into a cell of a card, a table or a chat's markup, where columns and blanks are lost.
CELLS = {"html_mail", "slack", "slack_blocks", "discord", "zabbix", "teams", "coded_mail", "adaptive_card"}
SENDERS = [pytest.param(sender, id=sender.__name__) for sender in ALL if sender.__name__ not in CELLS]


def sent(sender: Notification, text: str) -> str:
    return sender("db-7", text, True)


@pytest.mark.parametrize("sender", SENDERS)
def test_a_quoted_line_is_read_without_its_header(sender: Notification) -> None:
    first, later = KLOG.format(time="10:15:30", micros="123456"), KLOG.format(time="01:02:03", micros="000042")
    assert is_one_problem(sent(sender, first), sent(sender, later))


@pytest.mark.parametrize("sender", SENDERS)
def test_a_quoted_access_line_tells_its_status(sender: Notification) -> None:
    missing, broken = (ACCESS.format(status=status) for status in (404, 500))
    assert not is_one_problem(sent(sender, missing), sent(sender, broken))
    assert is_one_problem(sent(sender, missing), sent(sender, missing.replace("10:15", "11:40")))


def test_a_quoted_trace_tells_where_it_was() -> None:
    one, other = (f"[FIRING:1] Payments: {TRACE.format(where=where)}" for where in ("pay", "refund"))
    assert profile(one).fingerprint != profile(other).fingerprint


def test_a_time_in_an_alerts_own_sentence_is_no_quoted_line() -> None:
    body = '{"alerts": [{"status": "firing", "labels": {"alertname": "Lag"}, "annotations": {"summary": "%s"}}]}'
    told = profile(body % "Replica is behind since 10:15, see 2026-03-04")
    assert told.template.startswith("Lag Replica is behind since")
