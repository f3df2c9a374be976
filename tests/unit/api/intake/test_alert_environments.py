"""An end or an act that names no environment finds the alert where it fires."""

import time
from collections.abc import AsyncIterator

import pytest

from api.intake.firings import Source
from api.intake.intake import Intake
from api.intake.signal_outcomes import Rights
from api.intake.signals import SignalIntake
from graph.builder import make_agents
from tools.inbound.signal import Acted, Action, Fired, Recovered, Signal
from tools.nouns.callers import Caller, Scope
from tools.nouns.incidents import Status
from tools.nouns.redacted import stored
from tools.toolbox import Toolbox

CALLER = Caller("acme", "key:pagerduty", frozenset([Scope.REPORT]))
EVENTS = Source(CALLER, "pagerduty", False, time.time())
DISK = Fired("the disk of hall is full", "the disk of hall is full", environment="prod", dedup_key="disk")


@pytest.fixture
async def signals(toolbox: Toolbox) -> AsyncIterator[SignalIntake]:
    intake = Intake.open(toolbox, make_agents(toolbox))
    yield SignalIntake(toolbox, intake)
    await intake.drain()


async def _told(signals: SignalIntake, signal: Signal, source: Source = EVENTS) -> str | None:
    [taken] = await signals.take(source, [signal], Rights(may_act=True))
    return taken.incident_id


async def test_a_bare_end_ends_the_one_that_fires(signals: SignalIntake) -> None:
    opened = await _told(signals, DISK)
    assert opened is not None
    assert await _told(signals, Recovered("disk")) == opened


async def test_another_process_told_of_the_environment(signals: SignalIntake, toolbox: Toolbox) -> None:
    opened = await _told(signals, DISK)
    other = SignalIntake(toolbox, Intake.open(toolbox, make_agents(toolbox)))
    assert await _told(other, Recovered("disk")) == opened


async def test_a_bare_act_finds_the_one_that_fires(signals: SignalIntake, toolbox: Toolbox) -> None:
    opened = await _told(signals, DISK)
    assert await _told(signals, Acted(Action.ACKNOWLEDGED, "disk", by="Ana")) == opened
    assert (await toolbox.store.incident("acme", opened or "")).status is Status.ACKNOWLEDGED


async def test_one_key_in_two_environments_is_not_guessed(signals: SignalIntake) -> None:
    for environment in ("prod", "qa"):
        await _told(signals, Fired(DISK.text, DISK.headline, environment=environment, dedup_key="disk"))
    assert await _told(signals, Recovered("disk")) is None
    assert await _told(signals, Recovered("disk", environment="qa")) is not None


async def test_the_environment_of_a_key_is_the_only_one(signals: SignalIntake) -> None:
    await _told(signals, DISK)
    staging = Caller("acme", "key:staging", frozenset([Scope.REPORT]), environment=stored("staging"))
    assert await _told(signals, Recovered("disk"), Source(staging, "pagerduty", False, time.time())) is None


async def test_senders_that_tell_all_labels_end_only_theirs(signals: SignalIntake) -> None:
    whole = Source(CALLER, "alertmanager", True, time.time())
    await _told(signals, DISK, whole)
    assert await _told(signals, Recovered("disk"), whole) is None
