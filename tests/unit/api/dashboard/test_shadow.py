"""What would have been told to whom: the page says what the command says."""

import re

import pytest

from api.acts.shadow import shadow_report
from tests.support.deliveries import message, row
from tools.nouns.callers import Caller, Scope
from tools.nouns.deliveries import OFF, DeliveryState
from tools.nouns.notices import NoticeKind
from tools.toolbox import Toolbox


async def test_it_counts_what_the_command_counts(browser, responder, toolbox: Toolbox) -> None:
    for _ in range(12):
        await responder.post("/incident", json={"log": "disk full", "service": "shop"})
    now = toolbox.clock()
    for number, kind in enumerate((NoticeKind.OPENED, NoticeKind.RESOLVED)):
        said = message(number, kind=kind, at=now + number)
        kept = row("<b>oncall</b>", said, state=DeliveryState.SILENCED, silenced_by=OFF)
        await toolbox.deliveries.add([kept])
    caller = Caller("default", "user:ann", frozenset({Scope.READ}))
    report = await shadow_report(toolbox.store, toolbox.deliveries, caller, now - 7 * 86_400)
    [place] = report.destinations
    assert (report.alerts, report.incidents, place.messages, report.fewer(place)) == (12, 1, 2, 10)
    page = (await (await browser("viewer")).get("/ui/shadow")).text
    assert "12 alerts became 1 incident" in page
    assert "&lt;b&gt;oncall&lt;/b&gt;" in page
    for number in (place.messages, report.fewer(place), place.kept_by_silences, place.told):
        assert re.search(rf'<td class="num" data-name="\w+">{number}</td>', page)
    assert "1 opened, 1 resolved" in page or "1 resolved, 1 opened" in page


async def test_nothing_yet_says_what_to_do(browser) -> None:
    assert "set NOTIFY=off and come back" in (await (await browser("viewer")).get("/ui/shadow?since=24h")).text


@pytest.mark.parametrize("since", ["x", "-1d", "é", "9" * 30])
async def test_a_wrong_time_says_what_it_takes(browser, since: str) -> None:
    answer = await (await browser()).get("/ui/shadow", params={"since": since})
    assert (answer.status_code, "since" in answer.text) == (422, True)
