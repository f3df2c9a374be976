"""When a ticket has recovered: its family's facts, what begins and breaks its quiet time, and what closes it."""

import math
from typing import Any

import pytest

from tools.nouns import pending
from tools.nouns.activations import Activation, ActivationCounts, AlertKey, End, RecoveryDue
from tools.nouns.alert_events import Recovered, Recovering, Refired
from tools.nouns.events import Cure
from tools.nouns.incidents import Status
from tools.nouns.jobs import JobKind, NewJob, Timer
from tools.rules.recovery import (
    RECOVERED_TEXT,
    SYSTEM_RECOVERY,
    Family,
    Judged,
    Occasion,
    RecoveryState,
    closed_by_recovery,
    counts,
    due,
    family_of,
    judged,
)

NOW = 1_000.0
ALERT = AlertKey("acme", "prod", "grafana", "digest")
OVER, FIRING = Family(2, 2, 0, 900.0), Family(2, 2, 1, 900.0)
RECOVERING = RecoveryState(950.0, 3, 60.0)


def fired(last_seen: float = NOW, ended_at: float | None = None, **changes: Any) -> Activation:
    end = None if ended_at is None else End(ended_at, NOW)
    return Activation(
        ALERT, "DiskFull", 100, True, "f", "req_1", "inc_1", False, 110.0, last_seen, end=end, **changes
    )  # fmt: skip


def test_a_familys_facts_are_of_all_its_activations() -> None:
    alerts = [fired(), fired(ended_at=500.0), fired(ended_at=700.0), fired(ended_at=600.0, counted=False)]
    assert family_of(alerts, 9) == Family(9, 3, 1, 700.0)
    assert family_of([], 2) == Family(2, 0, 0, None)


@pytest.mark.parametrize(
    ("family", "over"),
    [
        (OVER, True),
        (FIRING, False),
        (Family(3, 2, 0, 900.0), False),
        (Family(1, 2, 0, 900.0), True),
        (Family(0, 0, 0, None), False),
    ],
)
def test_it_is_over_when_all_ended_and_nothing_else_counts(family: Family, over: bool) -> None:
    assert family.is_over is over


def timer(quiet: float) -> NewJob:
    return NewJob(JobKind.RECOVER, timer=Timer(NOW, quiet))


def test_the_last_end_begins_the_quiet_time() -> None:
    begun = judged(RecoveryState(flaps=2), OVER, Occasion.ENDED, 60.0, NOW)
    assert begun == Judged(RecoveryState(NOW, 2, 60.0), (Recovering(900.0),), (timer(60.0),))


def test_what_recovers_already_only_begins_its_quiet_time_anew() -> None:
    again = judged(RECOVERING, OVER, Occasion.REGROUPED, 90.0, NOW)
    assert again == Judged(RecoveryState(950.0, 3, 90.0), (), (timer(90.0),))


def test_without_a_quiet_time_nothing_closes_it() -> None:
    begun = judged(RecoveryState(), OVER, Occasion.ENDED, math.inf, NOW)
    assert begun == Judged(RecoveryState(NOW, 0, math.inf), (Recovering(900.0),))


@pytest.mark.parametrize(("occasion", "flaps"), [(Occasion.FIRED, 4), (Occasion.REGROUPED, 3), (Occasion.ENDED, 3)])
def test_what_fires_again_recovers_no_more_and_may_flap(occasion: Occasion, flaps: int) -> None:
    again = judged(RECOVERING, FIRING, occasion, 90.0, NOW, "req_9")
    assert again == Judged(RecoveryState(None, flaps, 60.0), (Refired("req_9"),))


def test_what_fires_and_did_not_recover_changes_nothing() -> None:
    assert judged(RecoveryState(), FIRING, Occasion.FIRED, 90.0, NOW) is None


@pytest.mark.parametrize(
    ("status", "state", "family", "mask", "becomes"),
    [
        (Status.OPEN, RECOVERING, OVER, 0, RecoveryDue.RESOLVED),
        (Status.ACKNOWLEDGED, RECOVERING, OVER, pending.ADVICE, RecoveryDue.RESOLVED),
        (Status.OPEN, RECOVERING, OVER, pending.SEMANTIC, RecoveryDue.WAITS),
        (Status.RESOLVED, RECOVERING, OVER, 0, RecoveryDue.GONE),
        (Status.OPEN, RecoveryState(), OVER, 0, RecoveryDue.GONE),
        (Status.OPEN, RECOVERING, FIRING, pending.SEMANTIC, RecoveryDue.GONE),
    ],
)
def test_a_timer_closes_what_still_recovers(
    status: Status, state: RecoveryState, family: Family, mask: int, becomes: RecoveryDue
) -> None:
    assert due(status, state, family, mask) is becomes


def test_it_is_closed_as_of_its_last_end_by_no_person() -> None:
    resolved, recovered = closed_by_recovery(900.0)
    assert (resolved.text, resolved.by, resolved.at) == (RECOVERED_TEXT, SYSTEM_RECOVERY, 900.0)
    assert (resolved.release, resolved.cure, resolved.clamped) == (None, Cure.RECOVERED, False)
    assert recovered == Recovered(900.0)


def test_people_see_how_many_fire_ended_or_went_silent() -> None:
    alerts = [fired(), fired(NOW - 60), fired(NOW - 59), fired(ended_at=500.0), fired(NOW - 99, 500.0), fired(0.0)]
    assert counts(alerts, NOW, 60.0) == ActivationCounts(firing=2, ended=2, stale=2)
    assert counts([], NOW, 60.0) == ActivationCounts()
