"""One message in two wrappings joins, whatever header it has; words of a sentence are no wrapping."""

import pytest

from tests.support.matching_cases import joined

TOLD = "ferry could not dock, the ramp is frozen"
RECORD = f'{{"level":"error","message":"{TOLD}",?}}'


@pytest.mark.parametrize(
    "wrapped",
    [
        "FERRY harbour.dock.Ramp 77 ERROR " + TOLD,
        "QuayWatcher null " + TOLD,
        TOLD + " try=3 berth=12",
        RECORD.replace("?", '"service":"harbour","ts":"2026-04-02T09:01:02Z"'),
    ],
)
def test_the_message_is_the_same(wrapped: str) -> None:
    assert joined(TOLD, wrapped, cosine=0.0)


@pytest.mark.parametrize(
    "other",
    [
        "the pilot said that the " + TOLD,
        "FERRY harbour.dock.Ramp ERROR ferry could not dock, the quay is taken",
        TOLD + " pilot=asleep cause=fog",
        RECORD.replace("?", '"status":503'),
    ],
)
def test_more_than_a_dress_is_another_message(other: str) -> None:
    assert not joined(TOLD, other)


def test_two_services_say_it_of_themselves() -> None:
    ours, theirs = (RECORD.replace("?", f'"service":"{name}"') for name in ("harbour", "pilots"))
    assert not joined(ours, theirs)


def test_a_short_message_is_no_proof() -> None:
    assert not joined("ramp frozen", "harbour.dock.Ramp ramp frozen", cosine=0.0)
