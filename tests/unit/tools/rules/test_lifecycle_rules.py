"""Severities, the time of a resolve, what recurs after a backdated one, and who may do what to which ticket."""

import pytest

from tools.errors import Conflict
from tools.nouns.activations import ActivationOf
from tools.nouns.decisions import Late, Verdict
from tools.nouns.incidents import Resolution, Status
from tools.nouns.policy import Policy
from tools.nouns.redacted import stored
from tools.nouns.reports import Report
from tools.nouns.severity import Severity
from tools.rules.lifecycle import (
    Generation,
    Moment,
    first_severity,
    flaps,
    lateness,
    moment_of,
    place,
    recurrence_severity,
    recurs,
    resolve_moment,
    worsens,
)
from tools.rules.pins import Pin, separating
from tools.rules.preconditions import (
    TicketState,
    check_merge,
    check_split,
    may_acknowledge,
    may_resolve,
    status_after_split,
)

LOW, MEDIUM, HIGH, CRITICAL = Severity
POLICY = Policy()


def test_a_new_ticket_takes_the_reports_severity_or_the_default():
    report = Report("req_1", "default", "api", "boom", 0.0)
    assert first_severity(report, POLICY) is MEDIUM
    assert first_severity(Report("r", "t", "s", "l", 0.0, severity=LOW), POLICY) is LOW


@pytest.mark.parametrize(("reported", "expected"), [(None, HIGH), (LOW, HIGH), (HIGH, HIGH), (CRITICAL, CRITICAL)])
def test_a_regression_is_at_least_high(reported, expected):
    assert recurrence_severity(reported, POLICY, previous=LOW, recovered=False) is expected


@pytest.mark.parametrize(("reported", "expected"), [(None, LOW), (LOW, LOW), (MEDIUM, MEDIUM), (CRITICAL, CRITICAL)])
def test_what_only_recovered_is_as_bad_as_before_or_reported(reported, expected):
    assert recurrence_severity(reported, POLICY, previous=LOW, recovered=True) is expected


@pytest.mark.parametrize(
    ("current", "reported", "raises"),
    [(MEDIUM, None, False), (MEDIUM, LOW, False), (HIGH, HIGH, False), (LOW, HIGH, True)],
)
def test_reports_only_raise(current, reported, raises):
    assert worsens(current, reported) is raises


# fmt: off
RESOLVES = [
    # what happens                                 stated  now    last event  resolved at  clamped
    ("now",                                        None,   1000,  900,        1000,        False),
    ("now, but the clock was set back an hour",    None,   1000,  4500,       4500,        False),
    ("backdated",                                  700,    1000,  900,        700,         False),
    ("a little ahead, as clocks are",              1200,   1000,  900,        1200,        False),
    ("next year would swallow every later report", 9999,   1000,  900,        1000,        True),
]
# fmt: on


@pytest.mark.parametrize(("situation", "stated", "now", "last", "at", "clamped"), RESOLVES)
def test_when_a_ticket_counts_as_resolved(situation, stated, now, last, at, clamped):
    found = resolve_moment(stated, now, last)
    assert (found.known, found.clamped) == (at, clamped)


# fmt: off
BACKDATED = [
    # what happens                                          event  arrived  stored after  recurs
    ("happened before the stated resolve",                  99,    500,     False,        False),
    ("happened after it",                                   101,   500,     False,        True),
    ("no time, arrived a minute after: clocks differ",      None,  160,     False,        False),
    ("no time, arrived ten minutes after",                  None,  700,     False,        True),
    ("no time, stored after the resolve",                   None,  160,     True,         True),
    ("no time, stored after it by a clock that went back",  None,  50,      True,         True),
]
# fmt: on


@pytest.mark.parametrize(("situation", "event", "arrived", "after", "expected"), BACKDATED)
def test_what_recurs_after_a_backdated_resolve(situation, event, arrived, after, expected):
    resolved = Generation("g1", 1, Status.RESOLVED, 100.0)
    assert recurs(resolved, Moment(event, arrived), None, POLICY, stored_after=after) is expected


def test_a_time_far_ahead_becomes_the_arrival_and_is_marked():
    assert moment_of(1301.0, 1000.0) == Moment(1000.0, 1000.0, clamped=True)
    assert moment_of(1300.0, 1000.0) == Moment(1300.0, 1000.0)
    assert moment_of(None, 1000.0) == Moment(None, 1000.0)


OPEN = TicketState("inc_1", Status.OPEN, "inc_1")
OTHER = TicketState("inc_2", Status.ACKNOWLEDGED, "inc_2")
RESOLVED = TicketState("inc_3", Status.RESOLVED, "inc_3", resolved_as="restarted")
MERGED = TicketState("inc_4", Status.MERGED, "inc_4", merged_root="inc_9")
EARLIER = TicketState("inc_5", Status.RESOLVED, "inc_6", resolved_as="restarted")


def test_resolving():
    dns, restarted = (Resolution(stored(text), stored("bob")) for text in ("it was DNS", "restarted"))
    assert may_resolve(OPEN, dns)
    assert may_resolve(OTHER, dns)
    assert not may_resolve(RESOLVED, restarted)
    with pytest.raises(Conflict, match="to correct it, use PATCH"):
        may_resolve(RESOLVED, dns)
    with pytest.raises(Conflict, match="merged into inc_9"):
        may_resolve(MERGED, dns)


def test_acknowledging():
    assert may_acknowledge(OPEN)
    assert not may_acknowledge(OTHER)
    with pytest.raises(Conflict, match="its problem continues as inc_6"):
        may_acknowledge(EARLIER)
    with pytest.raises(Conflict, match="merged into inc_9"):
        may_acknowledge(MERGED)


@pytest.mark.parametrize(("loser", "winner"), [(OPEN, OTHER), (OTHER, OPEN), (RESOLVED, OPEN)])
def test_a_head_may_join_a_live_head(loser, winner):
    check_merge(loser, winner)


@pytest.mark.parametrize(
    ("loser", "winner", "names"),
    [
        (OPEN, OPEN, "itself"),
        (OPEN, RESOLVED, "RESOLVED"),
        (OPEN, MERGED, "inc_9"),
        (MERGED, OPEN, "inc_9"),
        (EARLIER, OPEN, "inc_6"),
        (OPEN, EARLIER, "inc_6"),
    ],
)
def test_other_merges_are_refused_by_name(loser, winner, names):
    with pytest.raises(Conflict, match=names):
        check_merge(loser, winner)


def test_only_a_head_gives_parts_away():
    check_split(OPEN)
    check_split(RESOLVED)
    for ticket, names in ((EARLIER, "inc_6"), (MERGED, "inc_9")):
        with pytest.raises(Conflict, match=names):
            check_split(ticket)


def test_a_split_ticket_is_open_unless_resolved_itself():
    assert status_after_split(False) is Status.OPEN
    assert status_after_split(True) is Status.RESOLVED


# fmt: off
PINS = [
    # what differs                             chosen                      stay                pin
    ("one parameter",                          [("sda", "1")],             [("sdb", "1")],     Pin(0, ("sda",))),
    ("the one with fewest values",             [("a", "7"), ("b", "7")],   [("c", "8")],       Pin(1, ("7",))),
    ("two values of one parameter",            [("a", "1"), ("b", "1")],   [("c", "1")],       Pin(0, ("a", "b"))),
    ("nothing",                                [("a",)],                   [("a",)],           None),
    ("values on both sides",                   [("a",), ("b",)],           [("b",), ("c",)],   None),
    ("no parameters at all",                   [()],                       [()],               None),
    ("only what all of them have is compared", [("a", "x")],               [("a",)],           None),
]
# fmt: on


@pytest.mark.parametrize(("situation", "chosen", "rest", "pin"), PINS)
def test_the_parameter_that_tells_them_apart(situation, chosen, rest, pin):
    assert separating(chosen, rest) == pin


def test_a_live_ticket_is_late_for_nothing():
    """Its earlier resolve stands on the timeline only; one without a time holds nothing back."""
    reopened = Generation("inc_1", 1, Status.OPEN, resolved_at=100.0)
    untimed = Generation("inc_1", 1, Status.RESOLVED)
    for generation in (reopened, untimed):
        assert lateness(generation, Moment(50.0, 1000.0), None, POLICY) is None


def test_damping_counts_refires_within_its_window_from_the_first():
    at = Moment(1000.0, 1000.0)
    once, twice = Policy(flap_count=1, flap_window=60.0), Policy(flap_count=2, flap_window=60.0)
    assert flaps(at, once, [])
    assert not flaps(at, twice, [])
    assert flaps(at, twice, [940.0])
    assert flaps(at, twice, [1060.0])
    assert not flaps(at, twice, [939.0, 1061.0])
    assert not flaps(at, Policy(flap_count=0, flap_window=60.0), [1000.0])


@pytest.mark.parametrize(
    ("received_at", "recovered", "placed"),
    [(400.0, False, Late.STILL_FIRING), (400.1, False, None), (400.0, True, None)],
)
def test_an_alert_may_need_a_while_to_end_after_a_resolve(received_at, recovered, placed):
    """It fires now and began before a person's resolve; an end that its own sender told needs no such time."""
    activation = ActivationOf("grafana", "digest", "DiskFull", 50.0, state_as_of_now=True)
    report = Report("req_1", "default", "api", "boom", received_at, occurred_at=50.0, activation=activation)
    resolved = Generation("inc_1", 1, Status.RESOLVED, 100.0, recovered=recovered)
    found = place([resolved], report, Policy(resolve_settle=300.0))
    assert (found.verdict is Verdict.EXISTING, found.late) == (placed is not None, placed)
