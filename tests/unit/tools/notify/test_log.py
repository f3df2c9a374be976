"""What people read in the log: one line per event, whatever a title holds."""

import logging

import pytest

from tools.notify.log import LogNotifier


async def test_one_line_says_what_where_and_how_bad(caplog: pytest.LogCaptureFixture) -> None:
    data = {"service": "payments", "severity": "HIGH", "title": 'timeout\n"new" inc_fake CRITICAL'}
    with caplog.at_level(logging.INFO, "incident_responder.notify"):
        await LogNotifier().notify({"id": "e1", "kind": "regression", "incident_id": "inc_1", "at": 0.0, "data": data})
    assert caplog.messages == [r'regression inc_1 HIGH "payments": "timeout\n\"new\" inc_fake CRITICAL"']
