"""What people read in the log: one line per event, whatever a title holds."""

import logging

import pytest

from tests.support.notices import notice
from tools.notify.log import LogNotifier
from tools.nouns.notices import NoticeKind


async def test_one_line_says_what_where_and_how_bad(caplog: pytest.LogCaptureFixture) -> None:
    told = notice(kind=NoticeKind.REGRESSED, incident_id="inc_1", title='timeout\n"new" inc_fake CRITICAL')
    with caplog.at_level(logging.INFO, "incident_responder.notify"):
        await LogNotifier().notify(told)
    assert caplog.messages == [r'regression inc_1 HIGH "payments": "timeout\n\"new\" inc_fake CRITICAL"']
