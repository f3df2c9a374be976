"""Which firing a report repeats, and what a recovery ends: by the sender's own times, whatever comes first."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.nouns.activations import Activation, ActivationOf, AlertKey, End, EndKind, Recovery
from tools.nouns.policy import Policy
from tools.nouns.redacted import stored
from tools.nouns.reports import Profile, Report
from tools.rules import activations as rules

KEY = AlertKey("default", "", "alertmanager", "k")
POLICY = Policy(resolve_settle=900.0)
OLD = 100
NEW = 200


def activation(start: int = OLD, *, stated: bool = True, end: End | None = None, **fields: object) -> Activation:
    values = {"fingerprint": "f", "request_id": f"req_{start}", "incident_id": "inc_1", "state_as_of_now": False}
    values |= {"received_at": start + 1.0, "last_seen": start + 1.0, "stated": stated, "end": end} | fields
    return Activation(KEY, stored("k"), start, **values)  # type: ignore[arg-type]


def said(start: float | None = OLD, **fields: object) -> ActivationOf:
    return ActivationOf("alertmanager", "k", stored("k"), start, **fields)  # type: ignore[arg-type]


def recovery(start: float | None = None, at: float | None = None, received_at: float = 1000.0) -> Recovery:
    return Recovery(KEY, stored("k"), received_at, start, at)


ENDED = End(150.0, 151.0)


def test_a_firing_repeats_the_one_of_the_same_second() -> None:
    known = [activation(OLD), activation(NEW)]
    assert rules.repeated(known, said(OLD + 0.9)) == [known[0]]
    assert rules.repeated(known, said(OLD + 1)) == []


def test_without_a_start_it_repeats_what_is_open() -> None:
    known = [activation(OLD), activation(NEW), activation(300, end=ENDED)]
    assert rules.repeated(known, said(None)) == [known[1], known[0]]


def test_an_activation_is_named_by_its_start_or_by_its_arrival() -> None:
    report = Report("req_1", "default", stored("api"), stored("x"), 500.7, activation=said(OLD + 0.5))
    made = rules.activation_of(report, said(OLD + 0.5), "f", "inc_1")
    assert (made.starts_at, made.stated, made.alert, made.last_seen) == (OLD, True, KEY, 500.7)
    assert rules.activation_of(report, said(None), "f", "inc_1").starts_at == 500


def test_a_repeat_moves_last_seen_and_the_announced_end() -> None:
    again = rules.reminded(activation(), said(expires_at=900.0), 400.0, 3)
    assert (again.last_seen, again.reminders, again.expires_at) == (400.0, 3, 900.0)
    assert rules.reminded(again, said(), 300.0).last_seen == 400.0
    assert rules.reminded(again, said(), 300.0).expires_at == 900.0


@pytest.mark.parametrize(
    ("told", "over"),
    [
        (recovery(OLD, 150.0), True),
        (recovery(OLD + 0.4, 150.0), True),
        (recovery(OLD + 1, 150.0), False),
        (recovery(None, 150.0), True),
        (recovery(None, 99.0), False),
    ],
)
def test_an_end_that_came_before_its_firing_ends_it(told: Recovery, over: bool) -> None:
    found = rules.end_of(activation(), (), [told])
    assert (found is not None) == over
    assert found is None or (found.at, found.kind) == (150.0, EndKind.RECOVERED)


def test_an_end_by_key_is_not_of_a_later_firing_without_a_start() -> None:
    later = activation(OLD, stated=False, received_at=1000.0)
    assert rules.end_of(later, (), [recovery(None, None, received_at=1000.0)]) is None
    assert rules.end_of(later, (), [recovery(None, None, received_at=1001.0)]) is not None


def test_a_newer_firing_ends_older_ones_whichever_is_first() -> None:
    older, newer = activation(OLD), activation(NEW)
    assert rules.end_of(older, [newer], ()) == End(float(NEW), older.received_at, EndKind.SUPERSEDED)
    assert rules.end_of(newer, [older], ()) is None
    [ended] = rules.superseded(newer, [older, newer, activation(50, end=ENDED)])
    assert (ended.starts_at, ended.end) == (OLD, End(float(NEW), newer.received_at, EndKind.SUPERSEDED))


def test_a_recovery_speaks_of_the_firing_that_it_names() -> None:
    known = [activation(NEW), activation(OLD)]
    assert rules.named_by(recovery(OLD), known) == [known[1]]
    assert rules.named_by(recovery(OLD + 50), known) == []


def test_a_recovery_older_than_the_newest_firing_changes_nothing() -> None:
    known = [activation(NEW), activation(OLD)]
    assert rules.named_by(recovery(None, NEW - 1.0), known) == []
    assert rules.named_by(recovery(None, NEW + 1.0), known) == known


def test_a_recovery_without_times_ends_what_never_told_its_start() -> None:
    unstated = activation(OLD, stated=False)
    assert rules.named_by(recovery(None, OLD - 10.0), [unstated]) == [unstated]
    assert rules.named_by(recovery(55), [unstated]) == [unstated]


def test_an_end_is_never_before_its_start_nor_after_its_arrival() -> None:
    assert rules.ended(activation(), recovery(OLD, 50.0)).end == End(float(OLD), 1000.0)
    assert rules.ended(activation(), recovery(OLD, 5000.0)).end == End(1000.0, 1000.0)
    assert rules.ended(activation(), recovery(OLD)).end == End(1000.0, 1000.0)


@pytest.mark.parametrize(
    ("end", "now_only", "at", "false"),
    [
        (None, True, 9999.0, False),
        (End(150.0, 151.0), True, 151.0 + 900, False),
        (End(150.0, 151.0), True, 152.0 + 900, True),
        (End(150.0, 151.0), False, 9999.0, False),
        (End(150.0, 151.0, EndKind.EXPIRED), True, 152.0, True),
        (End(150.0, 151.0, EndKind.SUPERSEDED), True, 9999.0, False),
    ],
)
def test_when_a_repeat_shows_that_an_end_is_false(end: End | None, now_only: bool, at: float, false: bool) -> None:
    assert rules.did_not_hold(activation(end=end), said(state_as_of_now=now_only), at, POLICY) == false


def test_what_a_repeat_says_of_time() -> None:
    open_now, over = activation(), activation(end=ENDED)
    assert rules.as_repeat(said(), open_now) == said()
    assert rules.as_repeat(said(None), open_now) == said(None)
    assert rules.as_repeat(said(None, state_as_of_now=True), open_now) == said(float(OLD), state_as_of_now=True)
    assert rules.as_repeat(said(None, state_as_of_now=True), over) == said(float(OLD))


def test_silence_counts_only_while_repeats_were_accepted() -> None:
    waiting = activation(expires_at=1000.0, last_seen=600.0)
    assert rules.overdue(waiting, 1000.0, 400.0)
    assert not rules.overdue(waiting, 999.0, 400.0)
    assert not rules.overdue(waiting, 1000.0, 399.0)
    assert not rules.overdue(replace(waiting, last_seen=900.0), 1000.0, 299.0)
    assert not rules.overdue(replace(waiting, end=ENDED), 1000.0, 400.0)
    assert not rules.overdue(activation(), 9999.0, 9999.0)


def test_one_write_a_minute_unless_the_announced_end_lags() -> None:
    waiting = activation(expires_at=1000.0)
    assert rules.may_be_put_off(waiting, said(), 100.0, 159.0)
    assert not rules.may_be_put_off(waiting, said(), 100.0, 160.0)
    assert not rules.may_be_put_off(waiting, said(), 100.0, 99.0)
    assert rules.may_be_put_off(waiting, said(expires_at=1015.0), 100.0, 101.0)
    assert not rules.may_be_put_off(waiting, said(expires_at=1016.0), 100.0, 101.0)


def test_opposite_texts_forbid_what_a_key_says() -> None:
    up, down, other = (Profile("f", 1, stored(text), stored(text)) for text in ("link up", "link down", "link lost"))
    assert rules.forbids(up, down)
    assert not rules.forbids(down, other)


TOLD = st.lists(st.tuples(st.booleans(), st.integers(0, 3), st.booleans()), max_size=8)


@given(told=TOLD, order=st.randoms(use_true_random=False))
def test_what_is_known_in_the_end_does_not_depend_on_the_order(
    told: list[tuple[bool, int, bool]], order: object
) -> None:
    """(fires or ends, which start, with its start named): an end names its start, or comes after everything."""
    shuffled = list(told)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    assert _known(told) == _known(shuffled)


def _known(told: list[tuple[bool, int, bool]]) -> dict[int, bool]:
    """By start, whether it is over, when each is handled as a store handles it."""
    known: dict[int, Activation] = {}
    ends: list[Recovery] = []
    for fires, number, _ in told:
        start = 100 * (number + 1)
        if fires and start not in known:
            new = activation(start)
            new = replace(new, end=rules.end_of(new, known.values(), ends))
            known |= {each.starts_at: each for each in rules.superseded(new, list(known.values()))} | {start: new}
        elif not fires:
            told_end = recovery(start, start + 50.0)
            ends.append(told_end)
            for each in rules.named_by(told_end, list(known.values())):
                if each.end is None:
                    known[each.starts_at] = rules.ended(each, told_end)
    return {start: each.end is not None for start, each in sorted(known.items())}
