"""Who hears a message: the routes in order, and the first that matches ends the search unless it goes on."""

from dataclasses import replace
from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.messages import message
from tests.support.notices import notice
from tools.nouns.events import Escalated
from tools.nouns.messages import Message
from tools.nouns.notices import NoticeKind
from tools.nouns.routes import Match, Route
from tools.nouns.severity import Severity
from tools.rules.routes import difference, reachable, recipients, steps, waiting_for

LOW, MEDIUM, HIGH, CRITICAL = Severity
EVERYONE = ("oncall", "pager", "tracker", "mail")
BAD = Route(Match(severities=frozenset({HIGH, CRITICAL})), ("pager",), goes_on=True, line=1)
PAY = Route(Match(service=("pay*",)), ("tracker", "oncall"), line=2)
REST = Route(to=("oncall",), line=3)
WAITS = replace(BAD, unacknowledged_after=600.0, escalate_to=("mail",))


def of(**changes: object) -> Message:
    return replace(message(), **changes)


@pytest.mark.parametrize(
    ("routes", "changes", "names"),
    [
        ((), {}, EVERYONE),
        ((BAD, PAY, REST), {"severity": HIGH}, ("pager", "tracker", "oncall")),
        ((BAD, PAY, REST), {"severity": LOW}, ("tracker", "oncall")),
        ((BAD, PAY, REST), {"severity": HIGH, "service": "search"}, ("pager", "oncall")),
        ((BAD, PAY, REST), {"severity": LOW, "service": "search"}, ("oncall",)),
        ((BAD, PAY), {"severity": LOW, "service": "search"}, ()),
        ((replace(PAY, to=()), REST), {}, ()),
        ((replace(REST, to=("oncall", "gone", "oncall")),), {}, ("oncall",)),
        ((PAY,), {"to": ("mail", "gone")}, ("mail",)),
    ],
)
def test_who_hears(routes: tuple[Route, ...], changes: dict[str, object], names: tuple[str, ...]) -> None:
    assert recipients(routes, EVERYONE, of(**changes)) == names


@pytest.mark.parametrize(
    ("match", "differs"),
    [
        (Match(), ""),
        (Match(tenant=("default",)), ""),
        (Match(tenant=("acme",)), "tenant"),
        (Match(service=("search", "pay*")), ""),
        (Match(service=("Pay*",)), "service"),
        (Match(environment=("prod", "prod-*")), ""),
        (Match(environment=("stag*",)), "environment"),
        (Match(severities=frozenset({LOW})), "severity"),
        (Match(kinds=frozenset({NoticeKind.OPENED})), ""),
        (Match(kinds=frozenset({NoticeKind.RESOLVED})), "kind"),
        (Match(labels=(("team", ("p?y",)),)), ""),
        (Match(labels=(("team", ("ops",)),)), "labels.team"),
        (Match(labels=(("team", ("*",)), ("region", ("*",)))), "labels.region"),
    ],
)
def test_what_does_not_match_is_named(match: Match, differs: str) -> None:
    assert difference(match, message()) == differs


def test_each_route_says_whether_it_was_reached() -> None:
    found = [(step.takes, step.reached, step.differs) for step in steps((BAD, PAY, REST), of(severity=LOW))]
    assert found == [(False, True, "severity"), (True, True, ""), (False, False, "")]


NAMES = st.sampled_from(EVERYONE)
GLOBS = st.lists(st.sampled_from(["pay*", "*", "search", "p?yments", "[ab]*"]), max_size=2).map(tuple)
ROUTES = st.lists(
    st.builds(
        Route,
        match=st.builds(Match, service=GLOBS, severities=st.frozensets(st.sampled_from(Severity))),
        to=st.lists(NAMES, max_size=3).map(tuple),
        goes_on=st.booleans(),
    ),
    max_size=6,
)
MESSAGES = st.builds(of, service=st.sampled_from(["payments", "search", "billing"]), severity=st.sampled_from(Severity))


@given(ROUTES, MESSAGES)
def test_the_first_match_ends_the_search_unless_it_goes_on(routes: list[Route], said: Message) -> None:
    """Said again in the words of the documentation, one route after the other."""
    wanted: list[str] = []
    for route in routes:
        globs, severities = route.match.service, route.match.severities
        if (globs and not any(fnmatchcase(said.service, glob) for glob in globs)) or (
            severities and said.severity not in severities
        ):
            continue
        wanted += [name for name in dict.fromkeys(route.to) if name not in wanted]
        if not route.goes_on:
            break
    assert list(recipients(routes, EVERYONE, said)) == (wanted if routes else list(EVERYONE))


@given(ROUTES, MESSAGES)
def test_nobody_hears_twice_and_only_who_is_there(routes: list[Route], said: Message) -> None:
    heard = recipients(routes, EVERYONE, said)
    assert len(heard) == len(set(heard))
    assert set(heard) <= set(EVERYONE)


TENANTS = st.sampled_from([(), ("default",), ("other",)])


@given(ROUTES, st.lists(TENANTS, min_size=6, max_size=6), MESSAGES)
def test_who_hears_can_be_reached(routes: list[Route], tenants: list[tuple[str, ...]], said: Message) -> None:
    of_tenants = [
        replace(route, match=replace(route.match, tenant=each)) for route, each in zip(routes, tenants, strict=False)
    ]
    assert set(recipients(of_tenants, EVERYONE, said)) <= set(reachable(of_tenants, EVERYONE, said.tenant))


def test_a_tenant_reaches_no_route_of_another() -> None:
    theirs = Route(Match(tenant=("other*",)), ("pager",), unacknowledged_after=60.0, escalate_to=("mail",))
    routes = (theirs, Route(Match(tenant=("default",), service=("pay*",)), ("tracker",)), REST)
    assert reachable(routes, EVERYONE, "default") == ("oncall", "tracker")
    assert reachable(routes, EVERYONE, "others") == ("pager", "mail")
    assert reachable((replace(theirs, goes_on=True), REST), EVERYONE, "others") == ("oncall", "pager", "mail")
    assert reachable((), EVERYONE, "default") == EVERYONE


@given(ROUTES, MESSAGES)
def test_a_route_behind_the_last_match_changes_nothing(routes: list[Route], said: Message) -> None:
    if any(step.takes and not step.route.goes_on for step in steps(routes, said)):
        more = Route(to=EVERYONE)
        assert recipients([*routes, more], EVERYONE, said) == recipients(routes, EVERYONE, said)


@pytest.mark.parametrize(
    ("kind", "severity", "waits"),
    [
        (NoticeKind.OPENED, HIGH, True),
        (NoticeKind.REGRESSED, CRITICAL, True),
        (NoticeKind.REOPENED, HIGH, True),
        (NoticeKind.SPLIT, HIGH, True),
        (NoticeKind.OPENED, LOW, False),
        (NoticeKind.GROWN, HIGH, False),
        (NoticeKind.RESOLVED, HIGH, False),
        (NoticeKind.UNACKNOWLEDGED, HIGH, False),
    ],
)
def test_somebody_is_waited_for_from_the_beginning(kind: NoticeKind, severity: Severity, waits: bool) -> None:
    found = waiting_for((WAITS, PAY), of(kind=kind, severity=severity), notice(kind=kind))
    assert found == ((WAITS,) if waits else ())


@pytest.mark.parametrize(("before", "waits"), [(MEDIUM, True), (HIGH, False)])
def test_a_ticket_that_gets_worse_is_waited_for_once(before: Severity, waits: bool) -> None:
    change = notice(kind=NoticeKind.ESCALATED, follows=Escalated(before, CRITICAL, "req_2"))
    found = waiting_for((WAITS, PAY), of(kind=NoticeKind.ESCALATED, severity=CRITICAL), change)
    assert found == ((WAITS,) if waits else ())


def test_a_route_that_is_not_reached_waits_for_nobody() -> None:
    assert waiting_for((PAY, WAITS), of(severity=HIGH), notice()) == ()
