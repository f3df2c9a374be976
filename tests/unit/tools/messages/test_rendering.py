"""A notice and its ticket become one message: counts, steps with their marks, links, and what it was at that moment."""

from dataclasses import replace

import pytest

from tests.support.incidents import NOW, incident
from tests.support.knowledge import dossier
from tests.support.notices import notice
from tools.messages.rendering import TicketContext, render
from tools.messages.times import ago, duration
from tools.nouns.decisions import Band, Decision, Method, Verdict, Versions
from tools.nouns.events import Resolved
from tools.nouns.incidents import Status
from tools.nouns.messages import CitedStep, Link
from tools.nouns.notices import NoticeKind

BASE = "https://ops.example.net"
KNOWN = TicketContext(incident(labels={"team": "pay"}), Decision(Verdict.NEW, Method.NONE, Band.SEPARATE, Versions()))


def test_the_ticket_is_shown_as_it_is_stored() -> None:
    said = render(notice(), KNOWN, BASE)
    assert (said.notice_id, said.incident_id, said.occurrences) == ("inc_0:7", "inc_0", 12)
    assert (said.first_seen, said.last_seen) == (NOW - 3600, NOW - 60)
    assert said.labels == (("team", "pay"),)
    assert [line.split(":")[0] for line in said.why] == ["New"]
    assert said.links == (Link("Open the incident", f"{BASE}/ui/incidents/inc_0"), Link("Db", "https://w/x"))


def test_steps_keep_their_citations_and_marks() -> None:
    [step] = render(notice(), KNOWN, None).steps
    assert step == CitedStep("restart it", ("Db › Mitigation",), ("it deletes data",))


def test_only_the_first_steps_are_told() -> None:
    told = dossier()
    assert told.advice is not None
    step = replace(told.advice.immediate[0], citations=("resolution:inc_7", "gone#x"), unverified=True)
    many = replace(told, advice=replace(told.advice, immediate=(step,) * 5))
    steps = render(notice(), replace(KNOWN, ticket=incident(dossier=many)), None).steps
    assert len(steps) == 3
    assert (steps[0].citations, steps[0].unverified) == (("inc_7", "gone#x"), True)


def test_without_an_address_links_lead_to_runbooks_alone() -> None:
    assert render(notice(), KNOWN, None).links == (Link("Db", "https://w/x"),)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "//w/x", "http://[", ""])
def test_only_web_addresses_become_links(url: str) -> None:
    told = dossier()
    odd = replace(told, runbooks=(replace(told.runbooks[0], url=url),))
    assert render(notice(), replace(KNOWN, ticket=incident(dossier=odd)), None).links == ()


def test_a_regression_says_what_fixed_it_and_links_it() -> None:
    fixed = Resolved("restarted it", "ann", NOW - 60, None)
    before = incident(incident_id="inc_9", status=Status.RESOLVED, resolution=fixed)
    known = replace(KNOWN, before=before, fixed_last_time="restarted it")
    said = render(notice(kind=NoticeKind.REGRESSED, regression_of="inc_9"), known, BASE)
    assert said.fixed_last_time == "restarted it"
    assert said.links[1] == Link("The incident before", f"{BASE}/ui/incidents/inc_9")


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (NoticeKind.OPENED, Status.OPEN),
        (NoticeKind.ACKNOWLEDGED, Status.ACKNOWLEDGED),
        (NoticeKind.RECOVERED, Status.RESOLVED),
        (NoticeKind.MERGED, Status.MERGED),
        (NoticeKind.GROWN, Status.RESOLVED),
    ],
)
def test_the_status_is_that_of_the_moment(kind: NoticeKind, status: Status) -> None:
    late = replace(KNOWN, ticket=incident(status=Status.RESOLVED))
    assert render(notice(kind=kind), late, None).status is status


def test_who_did_it_and_who_hears_it_are_kept() -> None:
    said = render(notice(kind=NoticeKind.UNACKNOWLEDGED, actor="user:ann", to=("pager",)), KNOWN, None)
    assert (said.actor, said.to) == ("ann", ("pager",))


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.2, "less than a second"), (1, "1 second"), (59, "59 seconds"), (90, "1 minute"), (7200, "2 hours"),
     (86_400, "1 day"), (2_000 * 86_400, "2,000 days"), (-5, "less than a second")],
)  # fmt: skip
def test_spans_are_said_in_one_unit(seconds: float, said: str) -> None:
    assert duration(seconds) == said
    assert ago(NOW - seconds, NOW) == ("just now" if seconds < 1 else f"{said} ago")
