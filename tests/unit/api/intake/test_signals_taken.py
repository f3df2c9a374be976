"""Every signal of a body is answered for in its place, done in an order that does not depend on the body's."""

import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Any

import pytest

from api.intake.firings import Source
from api.intake.intake import Intake
from api.intake.signal_outcomes import Rights, SignalOutcome
from api.intake.signals import SignalIntake
from graph.builder import make_agents
from tests.support.doubles.everyone import Everyone
from tools.errors import IncidentResponderError, Overloaded, Unavailable
from tools.inbound.signal import Acted, Action, Fired, Ignored, Reason, Recovered, Signal
from tools.nouns.callers import Caller, Scope
from tools.nouns.events import Comment
from tools.nouns.incidents import Incident, Status
from tools.nouns.severity import Severity
from tools.toolbox import Toolbox

MAIL, HIDDEN = "jane.doe@example.com", "[REDACTED:email]"
CALLER = Caller("acme", "key:pagerduty", frozenset([Scope.REPORT]))
SOURCE = Source(CALLER, "pagerduty", False, time.time())
MAY_ACT, MAY_REPORT = Rights(may_act=True), Rights(may_act=False)
DISK = Fired("DiskFull: the disk of hall is full", "DiskFull", dedup_key="fp-1", severity=Severity.HIGH)
QUEUE = Fired("QueueStuck: no consumer of mails", "QueueStuck", dedup_key="fp-2", severity=Severity.LOW)


class Taking:
    """Takes signals of one sender and looks at what became of them."""

    def __init__(self, toolbox: Toolbox, intake: Intake) -> None:
        self.toolbox = toolbox
        self.intake = intake
        self.signals = SignalIntake(toolbox, intake)

    async def take(self, *signals: Signal, rights: Rights = MAY_ACT, source: Source = SOURCE) -> list[SignalOutcome]:
        return await self.signals.take(source, signals, rights)

    async def fire(self, *fired: Fired) -> list[str]:
        return [each.incident_id or "" for each in await self.take(*fired)]

    async def see(self, incident_id: str) -> Incident:
        return await self.toolbox.store.incident("acme", incident_id)


@pytest.fixture
async def taking(toolbox: Toolbox) -> AsyncIterator[Taking]:
    intake = Intake.open(toolbox, make_agents(toolbox))
    yield Taking(toolbox, intake)
    await intake.drain()


async def test_each_alert_is_answered_for_in_its_place(taking: Taking) -> None:
    taken = await taking.take(QUEUE, replace(DISK, dedup_key=MAIL))
    assert [(each.kind, each.status, each.severity, each.reminder) for each in taken] == [
        ("fired", "new", "LOW", False),
        ("fired", "new", "HIGH", False),
    ]
    assert [each.dedup_key for each in taken] == ["fp-2", HIDDEN]
    assert taken[0].incident_id != taken[1].incident_id
    assert {each.reason for each in taken} == {""}


async def test_a_repeat_is_a_reminder_and_counts_nothing(taking: Taking) -> None:
    [first] = await taking.fire(DISK)
    [again] = await taking.take(DISK)
    assert (again.kind, again.status, again.reminder, again.reason) == ("ignored", "existing", True, "reminder")
    assert (again.incident_id, again.severity, again.dedup_key) == (first, "HIGH", "fp-1")
    assert (await taking.see(first)).occurrences == 1


async def test_the_worst_alert_goes_first(taking: Taking, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    answers = taking.intake.answers

    async def asked(submissions: Any) -> Any:
        seen.extend(str(each.profiled.report.log).partition(":")[0] for each in submissions)
        return await answers(submissions)

    monkeypatch.setattr(taking.intake, "answers", asked)
    await taking.take(replace(QUEUE, severity=None), QUEUE, DISK)
    assert seen == ["DiskFull", "QueueStuck", "QueueStuck"]


async def test_an_end_recovers_the_ticket_of_its_alert(taking: Taking) -> None:
    [incident] = await taking.fire(DISK)
    [over] = await taking.take(Recovered("fp-1", at=SOURCE.now + 5), source=replace(SOURCE, now=SOURCE.now + 5))
    assert (over.kind, over.incident_id, over.dedup_key) == ("recovered", incident, "fp-1")
    assert (await taking.see(incident)).activations.ended == 1
    [nothing] = await taking.take(Recovered("fp-9"))
    assert (nothing.kind, nothing.incident_id) == ("recovered", None)


@pytest.mark.parametrize(("signals", "firing"), [([Recovered("fp-1"), DISK], 1), ([DISK, Recovered("fp-1")], 0)])
async def test_an_end_without_a_start_ends_what_fired_before(
    taking: Taking, signals: list[Signal], firing: int
) -> None:
    taken = await taking.take(*signals)
    [incident] = {each.incident_id for each in taken if each.kind == "fired"}
    assert (await taking.see(incident or "")).activations.firing == firing, signals


async def test_an_act_is_done_in_its_senders_name(taking: Taking) -> None:
    [incident] = await taking.fire(DISK)
    acts = [
        Acted(Action.ACKNOWLEDGED, "fp-1"),
        Acted(Action.COMMENTED, "", by=MAIL, text="looking", incident_id=incident),
    ]
    taken = await taking.take(*acts)
    assert [(each.kind, each.incident_id, each.reason) for each in taken] == [("acted", incident, "")] * 2
    seen = await taking.see(incident)
    assert seen.status is Status.ACKNOWLEDGED
    said = [(each.actor, each.data) for each in seen.timeline if isinstance(each.data, Comment)]
    assert said == [("key:pagerduty", Comment(f"looking\n(pagerduty by {HIDDEN})"))]


@pytest.mark.parametrize(
    ("act", "text", "by"),
    [
        (Acted(Action.RESOLVED, "fp-1", by="ann", text="emptied"), "resolved in pagerduty by ann: emptied", "ann"),
        (Acted(Action.RESOLVED, "fp-1"), "resolved in pagerduty", "pagerduty"),
    ],
)
async def test_a_resolve_over_there_says_who_and_where(taking: Taking, act: Acted, text: str, by: str) -> None:
    [incident] = await taking.fire(DISK)
    [taken] = await taking.take(act)
    assert (taken.kind, taken.incident_id, taken.reason) == ("acted", incident, "")
    said = (await taking.see(incident)).resolution
    assert said is not None
    assert (said.text, said.by) == (text, by)


@pytest.mark.parametrize(("signed", "by"), [(True, "ann"), (False, "key:pagerduty")])
async def test_a_signature_vouches_for_who_resolved_it(taking: Taking, signed: bool, by: str) -> None:
    keyed = replace(SOURCE, caller=replace(CALLER, key_id="key_1"))
    [fired] = await taking.take(DISK, source=keyed)
    act = Acted(Action.RESOLVED, "fp-1", by="ann")
    await taking.take(act, source=keyed, rights=Rights(may_act=True, signed=signed))
    said = (await taking.see(fired.incident_id or "")).resolution
    assert said is not None
    assert (said.by, said.unconfirmed) == (by, not signed)


class Tracker:
    """A destination of ours, which acts over there by an account of its own."""

    sender, name = "pagerduty", "tracker"

    async def account_id(self) -> str:
        return "acc_ours"


class Trackers(Everyone):
    def destinations(self) -> Sequence[Any]:
        return [Tracker()]


async def test_what_we_did_over_there_is_not_done_again(taking: Taking) -> None:
    """A recovery that we told there must not come back as a person's fix."""
    [incident] = await taking.fire(DISK)
    told = Taking(replace(taking.toolbox, directory=Trackers()), taking.intake)
    for action in Action:
        ours = Acted(action, "", by="the responder", text="x", incident_id=incident, by_id="acc_ours")
        [taken] = await told.take(ours)
        assert (taken.kind, taken.reason) == ("ignored", "ours")
    seen = await taking.see(incident)
    assert (seen.status, [each.kind for each in seen.timeline if each.actor == "key:pagerduty"]) == (Status.OPEN, [])
    [acted] = await told.take(Acted(Action.ACKNOWLEDGED, "", by="ann", incident_id=incident, by_id="acc_anns"))
    assert (acted.kind, (await taking.see(incident)).status) == ("acted", Status.ACKNOWLEDGED)


async def test_an_alert_ends_when_it_was_resolved_over_there(taking: Taking) -> None:
    [incident] = await taking.fire(replace(DISK, starts_at=SOURCE.now - 60))
    await taking.take(Acted(Action.RESOLVED, "fp-1", at=SOURCE.now - 30))
    [activation] = await taking.toolbox.store.activations("acme", incident)
    assert activation.end is not None
    assert activation.end.at == SOURCE.now - 30


async def test_an_act_that_cannot_be_done_says_why(taking: Taking) -> None:
    [incident] = await taking.fire(DISK)
    await taking.take(Acted(Action.RESOLVED, "fp-1"))
    unknown, nameless, late = await taking.take(
        Acted(Action.ACKNOWLEDGED, "fp-9"),
        Acted(Action.ACKNOWLEDGED, ""),
        Acted(Action.ACKNOWLEDGED, "", incident_id=incident),
    )
    assert [(each.kind, each.incident_id, each.reason) for each in (unknown, nameless)] == [
        ("acted", None, "no-open-ticket")
    ] * 2
    assert late.reason == f"{incident} is resolved; its problem continues as {incident}"


async def test_who_may_only_report_acts_on_nothing(taking: Taking) -> None:
    [incident] = await taking.fire(DISK)
    ignored, over = await taking.take(
        Acted(Action.ACKNOWLEDGED, "fp-1", by=MAIL), Acted(Action.RESOLVED, "fp-1"), rights=MAY_REPORT
    )
    assert (ignored.kind, ignored.reason) == ("ignored", "act-not-allowed")
    assert ignored.detail == f"acknowledged by {HIDDEN}"
    assert (over.kind, over.incident_id) == ("recovered", incident)
    assert (await taking.see(incident)).status is Status.OPEN


async def test_a_resolve_by_a_monitor_is_an_end(taking: Taking) -> None:
    [incident] = await taking.fire(DISK)
    [over] = await taking.take(Acted(Action.RESOLVED, "fp-1", by_person=False))
    assert (over.kind, over.incident_id) == ("recovered", incident)
    assert (await taking.see(incident)).status is Status.OPEN


async def test_what_opens_nothing_is_named_and_redacted(taking: Taking) -> None:
    [ping, long] = await taking.take(Ignored(Reason.PING, f"by {MAIL}"), Ignored(Reason.TEST, "x" * 300))
    assert (ping.kind, ping.reason, ping.detail) == ("ignored", "ping", f"by {HIDDEN}")
    assert long.detail == "x" * 200


async def test_alerts_of_a_heartbeats_key_open_nothing(taking: Taking) -> None:
    beats = Rights(may_act=False, heartbeat=True)
    came, ended = await taking.take(DISK, Recovered("fp-1", headline="DiskFull"), rights=beats)
    assert (came.kind, came.reason, came.detail) == ("ignored", "heartbeat", "DiskFull")
    assert (ended.kind, ended.reason, ended.detail) == ("ignored", "heartbeat-ended", "DiskFull")
    assert [each.name for each in await taking.toolbox.intake_log.heartbeats()] == ["DiskFull"]


@pytest.mark.parametrize("error", [Overloaded("full", retry_after=5), Unavailable("away")])
async def test_what_cannot_be_stored_now_fails_the_whole_body(
    taking: Taking, monkeypatch: pytest.MonkeyPatch, error: IncidentResponderError
) -> None:
    async def refuse(submissions: Any) -> Any:
        return [error for _ in submissions]

    monkeypatch.setattr(taking.intake, "answers", refuse)
    with pytest.raises(type(error)):
        await taking.take(DISK, QUEUE)


async def test_an_alert_that_cannot_be_read_is_answered_for(taking: Taking, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(submissions: Any) -> Any:
        return [IncidentResponderError("no words " + "x" * 300) for _ in submissions]

    monkeypatch.setattr(taking.intake, "answers", refuse)
    [taken] = await taking.take(DISK)
    assert (taken.kind, taken.reason, taken.dedup_key) == ("ignored", "unreadable", "fp-1")
    assert taken.detail == ("no words " + "x" * 300)[:200]
