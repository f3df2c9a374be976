"""Issues of Jira: which fields they get, where they are moved, and what becomes of one that is gone."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.support.clock import ManualClock
from tests.support.messages import NOTHING_YET, TICKET, delivery, life, message
from tests.support.servers.jira import JiraDouble
from tests.support.servers.vendor import TAKEN_AND_CUT, Fault
from tools.notify.jira import SETTLE_SECONDS, Jira
from tools.notify.specs import JiraSpec, Secret
from tools.nouns.deliveries import Outcome, OutcomeKind, Thread
from tools.nouns.incidents import Status
from tools.nouns.messages import Message
from tools.nouns.notices import NoticeKind
from tools.nouns.redacted import stored

USER, TOKEN = Secret("JIRA_USER", "responder@example.org"), Secret("JIRA_TOKEN", "a-token-of-jira")
RESOLVED = message(NoticeKind.RESOLVED, status=Status.RESOLVED)


@pytest.fixture
async def site(clock: ManualClock) -> AsyncIterator[JiraDouble]:
    async with JiraDouble(clock) as running:
        yield running


def opened(site: JiraDouble, **options: Any) -> Jira:
    spec = JiraSpec(name="tracker", url=site.url, user=USER, token=TOKEN, **({"project": "OPS"} | options))
    return Jira.open(spec, site.clock)


async def told(site: JiraDouble, *messages: Message, thread: Thread = NOTHING_YET, **options: Any) -> Outcome:
    jira = opened(site, **options)
    for each in filter(lambda one: jira.takes(one.kind), messages):
        outcome = await jira.deliver(delivery(each), thread)
        thread = outcome.thread or thread
    await jira.close()
    return outcome


async def test_fields_are_filled_in(site: JiraDouble) -> None:
    mapped = {"components": [{"name": "{service}"}], "customfield_1": "{environment} {severity}", "customfield_2": 3}
    await told(site, message(), fields=mapped, priorities={"HIGH": "High"}, labels=("sre",), issue_type="Incident")
    fields = site.issues[0].fields
    assert fields["components"] == [{"name": "payments"}]
    assert (fields["customfield_1"], fields["customfield_2"]) == ("prod HIGH", 3)
    assert fields["priority"] == {"name": "High"}
    assert fields["issuetype"] == {"name": "Incident"}
    assert fields["labels"] == ["incident-responder", TICKET, "sre"]


async def test_a_long_headline_is_one_line_of_255(site: JiraDouble) -> None:
    await told(site, message(headline=stored("word\r\n" * 500)))
    assert len(site.issues[0].fields["summary"]) <= 255


async def test_a_site_in_another_language_is_moved_by_category(site: JiraDouble) -> None:
    site.ways = {"Erledigen": "Fertig", "Zurück": "Offen"}
    site.statuses = {"To Do": "new", "Fertig": "done", "Offen": "new"}
    await told(site, *life())
    assert site.issues[0].status == "Fertig"


async def test_a_named_transition_is_taken(site: JiraDouble) -> None:
    site.ways |= {"Won't fix": "Rejected"}
    site.statuses |= {"Rejected": "done"}
    await told(site, *life(), resolved_transition="won't fix")
    assert site.issues[0].status == "Rejected"


async def test_an_empty_name_leaves_the_issue_alone(site: JiraDouble) -> None:
    await told(site, *life(), resolved_transition="", acknowledged_transition="")
    assert site.issues[0].status == "To Do"
    assert len(site.issues[0].comments) == 4


async def test_where_no_way_leads_it_says_which_there_are(site: JiraDouble) -> None:
    site.ways = {"Start progress": "In Progress"}
    outcome = await told(site, *life())
    assert outcome.kind is OutcomeKind.REFUSED
    assert "Start progress" in outcome.reason
    assert len(site.issues[0].comments) == 4


async def test_what_is_done_already_is_not_moved(site: JiraDouble) -> None:
    first = await told(site, message())
    site.issues[0].status = "Done"
    await told(site, RESOLVED, thread=first.thread or NOTHING_YET)
    assert not [path for method, path in site.requests if method == "POST" and path.endswith("/transitions")]


async def test_a_deleted_issue_is_made_anew_while_its_ticket_lives(site: JiraDouble) -> None:
    first = await told(site, message())
    site.issues.clear()
    again = await told(site, message(NoticeKind.ESCALATED), thread=first.thread or NOTHING_YET)
    assert (again.kind, site.count) == (OutcomeKind.DELIVERED, 1)
    site.issues.clear()
    closed = await told(site, RESOLVED, thread=again.thread or NOTHING_YET)
    assert (closed.kind, site.count) == (OutcomeKind.DELIVERED, 0)


async def test_an_empty_search_is_not_believed_too_early(site: JiraDouble, clock: ManualClock) -> None:
    jira = opened(site)
    clock.pass_(10 * SETTLE_SECONDS)
    site.fail(None, TAKEN_AND_CUT)
    await jira.deliver(delivery(message()), NOTHING_YET)
    for waited, kind in ((1, OutcomeKind.LATER), (58, OutcomeKind.LATER), (2, OutcomeKind.DELIVERED)):
        clock.pass_(waited)
        outcome = await jira.deliver(delivery(message(), tries=1), NOTHING_YET)
        assert (waited, outcome.kind) == (waited, kind)
    await jira.close()
    assert site.count == 1


async def test_an_answer_that_says_no_needs_no_wait(site: JiraDouble, clock: ManualClock) -> None:
    jira = opened(site)
    clock.pass_(10 * SETTLE_SECONDS)
    site.fail(None, Fault(429))
    await jira.deliver(delivery(message()), NOTHING_YET)
    # What this process never tried to create was tried by one that died long ago.
    assert (await jira.deliver(delivery(message(), tries=1), NOTHING_YET)).kind is OutcomeKind.DELIVERED
    await jira.close()


async def test_a_wrong_project_blocks(site: JiraDouble) -> None:
    jira = opened(site, project="NOPE")
    site.fail(Fault(200, body='{"issues": []}'))
    outcome = await jira.deliver(delivery(message()), NOTHING_YET)
    await jira.close()
    assert outcome.kind is OutcomeKind.BLOCKED
    assert "project" in outcome.reason


async def test_a_missing_permission_is_named(site: JiraDouble) -> None:
    site.permissions -= {"TRANSITION_ISSUES"}
    jira = opened(site)
    outcome = await jira.check()
    await jira.close()
    assert (outcome.kind, "TRANSITION_ISSUES" in outcome.reason) == (OutcomeKind.BLOCKED, True)
