"""When a ticket has recovered, what its timer does, and how it is closed."""

import math

import pytest

from tools.nouns import pending
from tools.nouns.activations import Activation, ActivationCounts, AlertKey, End, RecoveryDue
from tools.nouns.events import Cure
from tools.nouns.incidents import Status
from tools.nouns.jobs import JobKind, Timer
from tools.nouns.redacted import stored
from tools.rules.recovery import (
    SYSTEM_RECOVERY,
    Family,
    Occasion,
    RecoveryState,
    closed_by_recovery,
    counts,
    due,
    family_of,
    judge_recovery,
)

OVER = Family(occurrences=2, counted=2, firing=0, last_end=50.0)
FIRES = Family(occurrences=2, counted=2, firing=1, last_end=50.0)
KEYLESS = Family(occurrences=3, counted=2, firing=0, last_end=50.0)
SINCE = RecoveryState(since=60.0, flaps=1, quiet=900.0)


def activation(end: End | None = None, *, counted: bool = True, last_seen: float = 10.0) -> Activation:
    key = AlertKey("default", "", "alertmanager", "k")
    return Activation(
        key, stored("k"), 1, True, "f", "req", "inc", False, 2.0, last_seen, end=end, counted=counted
    )  # fmt: skip


def test_the_facts_of_a_family() -> None:
    some = [activation(End(5.0, 6.0)), activation(End(7.0, 8.0), counted=False), activation()]
    assert family_of(some, 4) == Family(occurrences=4, counted=2, firing=1, last_end=7.0)


@pytest.mark.parametrize(
    ("family", "over"), [(OVER, True), (FIRES, False), (KEYLESS, False), (Family(0, 0, 0, None), False)]
)
def test_all_is_over_when_every_report_is_an_ended_activation(family: Family, over: bool) -> None:
    assert family.is_over == over


def test_the_last_end_begins_the_quiet_time() -> None:
    found = judge_recovery(RecoveryState(flaps=3), OVER, Occasion.ENDED, 900.0, 100.0)
    assert found is not None
    assert found.state == RecoveryState(100.0, 3, 900.0)
    assert [event.kind for event in found.events] == ["recovering"]
    assert [(job.kind, job.timer) for job in found.jobs] == [(JobKind.RECOVER, Timer(100.0, 900.0))]


def test_the_quiet_time_begins_anew_and_the_recovery_does_not() -> None:
    found = judge_recovery(SINCE, OVER, Occasion.FIRED, 900.0, 100.0)
    assert found is not None
    assert (found.state, found.events) == (SINCE, ())
    assert [job.timer for job in found.jobs] == [Timer(100.0, 900.0)]


def test_no_timer_for_a_quiet_time_that_never_ends() -> None:
    found = judge_recovery(RecoveryState(), OVER, Occasion.ENDED, math.inf, 100.0)
    assert found is not None
    assert (found.state.since, found.jobs) == (100.0, ())


@pytest.mark.parametrize(("occasion", "flaps"), [(Occasion.FIRED, 2), (Occasion.REGROUPED, 1)])
def test_a_firing_takes_it_back_and_counts_a_flap(occasion: Occasion, flaps: int) -> None:
    found = judge_recovery(SINCE, FIRES, occasion, 900.0, 100.0, "req_1")
    assert found is not None
    assert (found.state.since, found.state.flaps, found.jobs) == (None, flaps, ())
    assert [event.kind for event in found.events] == ["refired"]


def test_nothing_changes_while_something_fires() -> None:
    assert judge_recovery(RecoveryState(), FIRES, Occasion.FIRED, 900.0, 100.0) is None


@pytest.mark.parametrize(
    ("status", "state", "family", "mask", "found"),
    [
        (Status.OPEN, SINCE, OVER, 0, RecoveryDue.RESOLVED),
        (Status.ACKNOWLEDGED, SINCE, OVER, pending.ADVICE, RecoveryDue.RESOLVED),
        (Status.OPEN, SINCE, OVER, pending.SEMANTIC, RecoveryDue.WAITS),
        (Status.RESOLVED, SINCE, OVER, 0, RecoveryDue.GONE),
        (Status.MERGED, SINCE, OVER, 0, RecoveryDue.GONE),
        (Status.OPEN, RecoveryState(), OVER, 0, RecoveryDue.GONE),
        (Status.OPEN, SINCE, FIRES, 0, RecoveryDue.GONE),
        (Status.OPEN, SINCE, KEYLESS, 0, RecoveryDue.GONE),
    ],
)
def test_what_a_timer_does(status: Status, state: RecoveryState, family: Family, mask: int, found: RecoveryDue) -> None:
    assert due(status, state, family, mask) is found


def test_it_is_closed_as_of_its_last_end() -> None:
    resolved, event = closed_by_recovery(50.0)
    assert (resolved.at, resolved.by, resolved.cure, event.at) == (50.0, SYSTEM_RECOVERY, Cure.RECOVERED, 50.0)


def test_the_counts_that_people_see() -> None:
    some = [activation(), activation(last_seen=95.0), activation(End(5.0, 6.0))]
    assert counts(some, 100.0, 90.0) == ActivationCounts(firing=1, ended=1, stale=1)
