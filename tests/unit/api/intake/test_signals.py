"""What a body with firings and ends does to tickets, whatever their order in it."""

import asyncio
from dataclasses import replace

import pytest
from fastapi import FastAPI

from api.intake.firings import Source
from api.intake.signal_outcomes import Rights, SignalOutcome
from tools.inbound.signal import Acted, Action, Fired, Ignored, Reason, Recovered, Signal
from tools.nouns.callers import Caller, Scope
from tools.nouns.incidents import Incident, Status
from tools.nouns.severity import Severity
from tools.toolbox import Toolbox

CALLER = Caller("acme", "key:m", frozenset([Scope.REPORT]))
START = 1_790_000_000.0
DISK = Fired("disk of db-1 is full", "disk of db-1 is full", "storage", dedup_key="disk", starts_at=START)
OVER = Recovered("disk", START + 60, START, service="storage")
REPORTER = Rights(may_act=False)


class Told:
    """Takes bodies in, as the routes do."""

    def __init__(self, app: FastAPI, toolbox: Toolbox) -> None:
        self.signals = app.state.services.signals
        self.toolbox = toolbox

    async def take(self, *signals: Signal, rights: Rights = REPORTER, sender: str = "grafana") -> list[SignalOutcome]:
        source = Source(CALLER, sender, True, self.toolbox.clock())
        return list(await self.signals.take(source, signals, rights))

    async def see(self, taken: SignalOutcome) -> Incident:
        return await self.toolbox.store.incident("acme", taken.incident_id or "")


@pytest.fixture
def told(app: FastAPI, toolbox: Toolbox) -> Told:
    return Told(app, toolbox)


async def test_answers_are_in_the_order_of_the_body(told: Told) -> None:
    severe = replace(DISK, text="queue of mailer is stuck", headline="queue of mailer is stuck", dedup_key="q",
                     severity=Severity.CRITICAL)  # fmt: skip
    taken = await told.take(Ignored(Reason.PING, "a ping"), OVER, DISK, severe, Ignored(Reason.TEST))
    assert [each.kind for each in taken] == ["ignored", "recovered", "fired", "fired", "ignored"]
    assert [each.severity for each in taken[2:4]] == ["MEDIUM", "CRITICAL"]
    assert (taken[0].reason, taken[0].detail) == ("ping", "a ping")


async def test_an_old_end_beside_a_new_firing_changes_nothing(told: Told) -> None:
    await told.take(DISK)
    await told.take(OVER)
    [again, old] = await told.take(replace(DISK, starts_at=START + 600), OVER)
    seen = await told.see(again)
    assert (seen.activations.firing, seen.recovering_since, seen.occurrences) == (1, None, 2)
    assert old.incident_id == again.incident_id


async def test_an_alert_that_changes_its_key_does_not_flap(told: Told) -> None:
    [first] = await told.take(DISK)
    [_, other] = await told.take(OVER, replace(DISK, dedup_key="disk-2", starts_at=START + 60))
    seen = await told.see(first)
    assert other.incident_id == first.incident_id
    assert (seen.flaps, seen.recovering_since) == (0, None)


async def test_an_end_without_a_start_ends_what_came_before_it(told: Told) -> None:
    bare, over = replace(DISK, starts_at=None), replace(OVER, starts_at=None, at=None)
    [first] = await told.take(bare)
    assert (await told.see(first)).activations.firing == 1
    await told.take(over, bare)
    assert (await told.see(first)).activations.firing == 1
    await told.take(over)
    assert (await told.see(first)).activations.firing == 0


async def test_a_key_has_a_quiet_time_of_its_own(told: Told) -> None:
    [first] = await told.take(DISK)
    await told.take(OVER, rights=Rights(may_act=False, quiet="off"))
    await asyncio.sleep(0.1)
    assert (await told.see(first)).status is Status.OPEN
    await told.take(replace(DISK, starts_at=START + 100))
    await told.take(replace(OVER, starts_at=START + 100, at=START + 160), rights=Rights(may_act=False, quiet=0.0))
    for _ in range(60):
        await asyncio.sleep(0.1)
        if (await told.see(first)).status is Status.RESOLVED:
            break
    seen = await told.see(first)
    assert (seen.status, seen.resolution and seen.resolution.at) == (Status.RESOLVED, START + 160)


async def test_a_monitor_that_resolves_is_a_recovery(told: Told) -> None:
    [first] = await told.take(DISK)
    monitor = Acted(Action.RESOLVED, "disk", "the monitor", by_person=False, starts_at=START, at=START + 60)
    [over] = await told.take(monitor, rights=Rights(may_act=True))
    assert (over.kind, over.incident_id) == ("recovered", first.incident_id)
    assert (await told.see(first)).status is Status.OPEN


async def test_an_act_on_nothing_known_says_so(told: Told) -> None:
    may = Rights(may_act=True)
    for act in (Acted(Action.ACKNOWLEDGED, "none"), Acted(Action.COMMENTED, ""), Acted(Action.RESOLVED, "none")):
        [said] = await told.take(act, rights=may)
        assert (said.kind, said.incident_id, said.reason) == ("acted", None, "no-open-ticket")
    [unknown] = await told.take(
        Acted(Action.ACKNOWLEDGED, "", incident_id="inc_01HF7YAWXRD7GFZV6J1E3ETS30"), rights=may
    )
    assert "inc_01HF7" in unknown.reason


async def test_comments_over_there_are_comments_here(told: Told) -> None:
    [first] = await told.take(DISK)
    [said] = await told.take(Acted(Action.COMMENTED, "disk", "Zoe", text="looking"), rights=Rights(may_act=True))
    assert said.incident_id == first.incident_id
    texts = [str(event.data) for event in (await told.see(first)).timeline if event.kind == "comment"]
    assert any("looking" in text and "grafana by Zoe" in text for text in texts)


async def test_an_end_without_a_key_is_found_by_its_words(told: Told) -> None:
    keyless = replace(DISK, dedup_key="", starts_at=None)
    [first] = await told.take(keyless)
    over = Recovered("", text=DISK.text, headline=DISK.headline, service="storage")
    [said] = await told.take(over)
    assert (said.kind, said.incident_id) == ("recovered", first.incident_id)
    assert (await told.see(first)).status is Status.OPEN
    [unknown] = await told.take(replace(over, text="queue of mailer drained", headline="queue of mailer drained"))
    assert (unknown.kind, unknown.incident_id) == ("recovered", None)
    assert len((await told.toolbox.store.unmatched_recoveries("acme")).items) == 1
