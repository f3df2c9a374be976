"""What people do with destinations: a test opens and resolves, is marked, and is audited; a check asks each."""

import asyncio
from typing import Any

import pytest

from api.acts import destinations
from api.acts.destinations import check_destinations, explain_message, try_destination
from tests.support.doubles.destinations import ToldDestination, says
from tests.support.doubles.everyone import Everyone
from tests.support.messages import message
from tools.errors import Forbidden, NotFound
from tools.nouns.accounts import AuditAction, AuditEntry
from tools.nouns.callers import EVERYTHING, Caller, Scope
from tools.nouns.deliveries import OutcomeKind
from tools.nouns.notices import NoticeKind
from tools.nouns.routes import Match, Route

ADMIN = Caller("default", "user:ann", EVERYTHING)


class Audit:
    """The audit log, as acts write into it."""

    def __init__(self) -> None:
        self.entries: list[AuditEntry] = []

    async def audit(self, entry: AuditEntry) -> None:
        self.entries.append(entry)


@pytest.fixture
def audit() -> Audit:
    return Audit()


async def test_a_test_opens_and_resolves_one_ticket(audit: Any) -> None:
    place = ToldDestination("oncall")
    found = await try_destination(Everyone([place]), audit, ADMIN, "oncall", lambda: 1_000.0)
    assert (found.name, found.works) == ("oncall", True)
    (opened, no_thread), (resolved, thread) = place.tried
    assert [opened.message.kind, resolved.message.kind] == [NoticeKind.OPENED, NoticeKind.RESOLVED]
    assert opened.message.incident_id == resolved.message.incident_id
    assert (no_thread.external_id, thread.external_id) == ("", f"of {opened.message.incident_id}")
    assert opened.delivery_id != resolved.delivery_id
    for each in (opened, resolved):
        assert (each.message.test, "TEST" in each.message.headline, each.notice is not None) == (True, True, True)
    assert resolved.message.summary == "ann resolved it: The test is over."
    assert [(each.action, each.subject) for each in audit.entries] == [(AuditAction.DESTINATION_TRIED, "oncall")]


async def test_what_was_not_opened_is_not_resolved(audit: Any) -> None:
    place = ToldDestination("oncall")
    place.answer = says(OutcomeKind.BLOCKED, "invalid_auth")
    found = await try_destination(Everyone([place]), audit, ADMIN, "oncall", lambda: 1_000.0)
    assert (found.works, found.outcome.reason, len(place.tried)) == (False, "invalid_auth", 1)
    assert audit.entries[0].detail == {"outcome": "blocked"}


async def test_only_what_a_place_takes_is_tried(audit: Any) -> None:
    place = ToldDestination("oncall", but_not=(NoticeKind.RESOLVED,))
    assert (await try_destination(Everyone([place]), audit, ADMIN, "oncall", lambda: 1_000.0)).works
    assert place.kinds == ["opened"]
    place.but_not = tuple(NoticeKind)
    assert not (await try_destination(Everyone([place]), audit, ADMIN, "oncall", lambda: 1_000.0)).works


async def test_a_place_that_hangs_is_given_up(audit: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(destinations, "TRY_SECONDS", 0.01)
    place = ToldDestination("oncall")
    place.hangs = asyncio.Event()
    found = await try_destination(Everyone([place]), audit, ADMIN, "oncall", lambda: 1_000.0)
    assert (found.outcome.kind, "no answer" in found.outcome.reason) == (OutcomeKind.LATER, True)


async def test_a_name_that_is_not_there_is_told(audit: Any) -> None:
    with pytest.raises(NotFound, match="no destination 'onkall'; did you mean oncall?"):
        await try_destination(Everyone([ToldDestination("oncall")]), audit, ADMIN, "onkall", lambda: 1_000.0)


async def test_both_are_for_administrators(audit: Any) -> None:
    responder = Caller("default", "user:bob", frozenset({Scope.READ, Scope.RESPOND, Scope.REPORT}))
    directory = Everyone([ToldDestination("oncall")])
    with pytest.raises(Forbidden):
        await try_destination(directory, audit, responder, "oncall", lambda: 1_000.0)
    with pytest.raises(Forbidden):
        await check_destinations(directory, responder)


async def test_each_is_asked_and_nobody_is_told() -> None:
    places = [ToldDestination("oncall"), ToldDestination("pager")]
    found = await check_destinations(Everyone(places), ADMIN)
    assert [(each.name, each.works) for each in found] == [("oncall", True), ("pager", True)]
    assert [place.tried for place in places] == [[], []]


def test_who_has_no_use_for_it_is_left_out() -> None:
    directory = Everyone([ToldDestination("oncall"), ToldDestination("pager", but_not=(NoticeKind.GROWN,))])
    routes = (Route(Match(kinds=frozenset({NoticeKind.OPENED}))),)
    found = explain_message(directory, routes, message(NoticeKind.GROWN))
    assert (found.told, found.leave_out) == (("oncall",), ("pager",))
    assert [step.differs for step in found.steps] == ["kind"]
