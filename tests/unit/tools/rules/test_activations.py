"""Which firing a report repeats, and what ends it: each rule of one alert's history by itself."""

from dataclasses import replace
from typing import Any

import pytest

from tests.support.matching_cases import profile
from tools.nouns.activations import Activation, ActivationOf, AlertKey, End, EndKind, Recovery
from tools.nouns.policy import Policy
from tools.nouns.reports import Report
from tools.rules.activations import (
    EXPIRY_LAG_SECONDS,
    LEAST_ALLOWED_SECONDS,
    WRITTEN_EVERY_SECONDS,
    activation_of,
    as_repeat,
    did_not_hold,
    end_of,
    ended,
    forbids,
    may_be_put_off,
    named_by,
    overdue,
    reminded,
    repeated,
    seconds_of,
    superseded,
)

ALERT = AlertKey("acme", "prod", "grafana", "digest")
NOW = 1_000.0
SAID = ActivationOf("grafana", "digest", "DiskFull")
END = End(150.0, 160.0)


def fired(starts_at: int = 100, **changes: Any) -> Activation:
    known: dict[str, Any] = {
        "alert": ALERT,
        "dedup_key": "DiskFull",
        "starts_at": starts_at,
        "stated": True,
        "fingerprint": "f",
        "request_id": "req_1",
        "incident_id": "inc_1",
        "state_as_of_now": False,
        "received_at": 110.0,
        "last_seen": 110.0,
    }
    return Activation(**(known | changes))


def told(**changes: Any) -> Recovery:
    return Recovery(**({"alert": ALERT, "dedup_key": "DiskFull", "received_at": NOW} | changes))


@pytest.mark.parametrize(("starts_at", "named"), [(None, 1_000), (99.9, 99), (0.0, 0)])
def test_a_firing_is_named_by_its_start_else_by_its_arrival(starts_at: float | None, named: int) -> None:
    assert seconds_of(replace(SAID, starts_at=starts_at), NOW + 0.5) == named


def test_with_a_start_the_same_second_is_repeated() -> None:
    known = [fired(99), fired(100), fired(100, received_at=120.0, end=END), fired(101)]
    assert repeated(known, replace(SAID, starts_at=100.9)) == [known[2], known[1]]


def test_without_a_start_what_is_open_is_repeated() -> None:
    known = [fired(99), fired(102, end=END), fired(101), fired(101, received_at=200.0)]
    assert repeated(known, SAID) == [known[3], known[2], known[0]]


def test_texts_of_another_identity_are_two_problems() -> None:
    assert forbids(profile("Link eth0 is up"), profile("Link eth0 is down"))
    assert forbids(profile("call failed with status 503"), profile("call failed with status 404"))
    assert not forbids(profile("disk a is full"), profile("queue b is late"))


def test_what_is_kept_of_a_firing() -> None:
    report = Report("req_7", "acme", "api", "disk full", NOW, "prod")
    said = replace(SAID, starts_at=90.7, state_as_of_now=True, expires_at=1_300.0)
    kept = activation_of(report, said, "f_7", "inc_7")
    assert kept == fired(
        90,
        alert=report.alert(said),
        fingerprint="f_7",
        request_id="req_7",
        incident_id="inc_7",
        state_as_of_now=True,
        received_at=NOW,
        last_seen=NOW,
        expires_at=1_300.0,
    )
    untold = activation_of(report, SAID, "f_7", "inc_7")
    assert (untold.stated, untold.starts_at, untold.expires_at) == (False, 1_000, None)


def test_a_repeat_is_newest_and_keeps_what_it_does_not_say() -> None:
    known = fired(last_seen=500.0, reminders=2, expires_at=600.0)
    assert reminded(known, SAID, 700.0) == replace(known, last_seen=700.0, reminders=3)
    assert reminded(known, SAID, 400.0, 5) == replace(known, reminders=7)
    assert reminded(known, replace(SAID, expires_at=800.0), 400.0).expires_at == 800.0


@pytest.mark.parametrize(
    ("recoveries", "at"),
    [
        ([], None),
        ([told(starts_at=100.5, at=300.0)], 300.0),
        ([told(starts_at=101.0, at=300.0)], None),
        ([told(at=300.0)], 300.0),
        ([told(at=100.0)], 100.0),
        ([told(at=99.0)], None),
        ([told(starts_at=100.0, at=50.0)], 100.0),
        ([told(at=300.0), told(at=200.0)], 200.0),
    ],
)
def test_an_end_that_was_told_before_its_firing_came(recoveries: list[Recovery], at: float | None) -> None:
    expected = None if at is None else End(at, 110.0)
    assert end_of(fired(), [], recoveries) == expected


def test_a_newer_firing_ends_an_older_one_that_comes_late() -> None:
    end = end_of(fired(), [fired(90), fired(100), fired(140), fired(130)], [])
    assert end == End(130.0, 110.0, EndKind.SUPERSEDED)
    assert end_of(fired(), [fired(130)], [told(at=120.0)]) == End(120.0, 110.0)


def test_a_firing_of_untold_start_is_ended_by_a_later_word() -> None:
    untold = fired(stated=False)
    assert end_of(untold, [], [told(starts_at=100.0, at=300.0)]) is None
    assert end_of(untold, [], [told(at=300.0, received_at=110.0)]) is None
    assert end_of(untold, [], [told(at=105.0, received_at=110.1)]) == End(105.0, 110.0)


def test_a_new_firing_ends_the_open_ones_before_it() -> None:
    siblings = [fired(90), fired(95, end=END), fired(100), fired(110)]
    assert superseded(fired(received_at=120.0), siblings) == [
        replace(siblings[0], end=End(100.0, 120.0, EndKind.SUPERSEDED))
    ]


def test_a_recovery_with_a_start_names_that_firing_and_untold() -> None:
    known = [fired(99), fired(100), fired(500, stated=False)]
    assert named_by(told(starts_at=100.9), known) == known[1:]


def test_a_recovery_by_key_names_what_is_open_and_the_newest() -> None:
    known = [fired(90, end=END), fired(95), fired(100, end=END), fired(80, stated=False, end=END)]
    assert named_by(told(at=200.0), known) == known[1:]
    assert named_by(told(at=100.0), known) == known[1:]
    assert named_by(told(at=99.0), known) == [], "it is older than the newest firing"
    assert named_by(told(at=1.0), [known[3]]) == [known[3]]


@pytest.mark.parametrize(("at", "end"), [(300.0, 300.0), (50.0, 100.0), (2_000.0, 1_000.0), (None, 1_000.0)])
def test_an_end_lies_between_its_start_and_its_arrival(at: float | None, end: float) -> None:
    assert ended(fired(), told(at=at)).end == End(end, NOW)
    assert ended(fired(), told(at=at), EndKind.EXPIRED).end == End(end, NOW, EndKind.EXPIRED)


def test_a_start_in_the_future_does_not_end_after_the_arrival() -> None:
    ahead = fired(5_000, received_at=1_200.0)
    assert ended(ahead, told(at=300.0)).end == End(1_200.0, NOW)


@pytest.mark.parametrize(
    ("end", "as_of_now", "at", "false"),
    [
        (None, True, 10_000.0, False),
        (End(150.0, 160.0), True, 10_000.0, True),
        (End(150.0, 160.0), False, 10_000.0, False),
        (End(150.0, 160.0), True, 460.0, False),
        (End(150.0, 160.0), True, 460.1, True),
        (End(150.0, 160.0, EndKind.EXPIRED), True, 160.0, True),
        (End(150.0, 160.0, EndKind.SUPERSEDED), True, 10_000.0, False),
    ],
)
def test_only_a_body_of_what_holds_now_denies_an_end(end: End | None, as_of_now: bool, at: float, false: bool) -> None:
    said = replace(SAID, state_as_of_now=as_of_now)
    assert did_not_hold(fired(end=end), said, at, Policy(resolve_settle=300.0)) is false


def test_a_repeat_says_when_its_activation_began() -> None:
    told_start, holds = replace(SAID, starts_at=100.5), replace(SAID, state_as_of_now=True)
    assert as_repeat(told_start, fired()) == told_start
    assert as_repeat(SAID, fired()) == SAID
    assert as_repeat(holds, fired()) == replace(holds, starts_at=100.0)
    assert as_repeat(replace(holds, starts_at=100.5), fired()) == replace(holds, starts_at=100.5)
    assert as_repeat(holds, fired(end=END)) == replace(SAID, starts_at=100.0, state_as_of_now=False)
    assert as_repeat(told_start, fired(end=END)) == replace(SAID, starts_at=100.0)


@pytest.mark.parametrize(
    ("changes", "now", "accepting", "is_overdue"),
    [
        ({"expires_at": 500.0}, 500.0, 390.0, True),
        ({"expires_at": 500.0}, 499.9, 390.0, False),
        ({"expires_at": 500.0}, 500.0, 389.9, False),
        ({"expires_at": 120.0}, 500.0, LEAST_ALLOWED_SECONDS, True),
        ({"expires_at": 120.0}, 500.0, LEAST_ALLOWED_SECONDS - 1, False),
        ({"expires_at": 500.0, "end": END}, 500.0, 390.0, False),
        ({}, 500.0, 1_000.0, False),
    ],
)
def test_silence_ends_only_what_announced_an_end(
    changes: dict[str, Any], now: float, accepting: float, is_overdue: bool
) -> None:
    assert overdue(fired(**changes), now, accepting) is is_overdue


@pytest.mark.parametrize(
    ("known", "said", "written", "put_off"),
    [
        (None, None, NOW, True),
        (None, None, NOW - WRITTEN_EVERY_SECONDS + 0.1, True),
        (None, None, NOW - WRITTEN_EVERY_SECONDS, False),
        (None, None, NOW + 0.1, False),
        (None, 2_000.0, NOW, False),
        (2_000.0, 2_000.0 + EXPIRY_LAG_SECONDS, NOW, True),
        (2_000.0, 2_000.1 + EXPIRY_LAG_SECONDS, NOW, False),
        (2_000.0, None, NOW, True),
    ],
)
def test_repeats_of_a_minute_cost_one_write_unless_expiry_lags(
    known: float | None, said: float | None, written: float, put_off: bool
) -> None:
    assert may_be_put_off(fired(expires_at=known), replace(SAID, expires_at=said), written, NOW) is put_off
