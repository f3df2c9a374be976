"""A refused act says what the ticket is, and names in its detail where to go instead."""

from collections.abc import Callable

import pytest

from tools.errors import Conflict
from tools.nouns.incidents import Resolution, Status
from tools.nouns.redacted import stored
from tools.rules.preconditions import (
    TicketState,
    check_amend,
    check_merge,
    check_reopen,
    check_split,
    may_acknowledge,
    may_resolve,
)

OPEN = TicketState("inc_1", Status.OPEN, "inc_1")
RESOLVED = TicketState("inc_3", Status.RESOLVED, "inc_3", resolved_as="restarted")
MERGED = TicketState("inc_4", Status.MERGED, "inc_4", merged_root="inc_9")
EARLIER = TicketState("inc_5", Status.RESOLVED, "inc_6", resolved_as="restarted")
CLAIMED = TicketState("inc_3", Status.RESOLVED, "inc_3", resolved_as="restarted", unconfirmed=True)
DNS = Resolution(stored("it was DNS"), stored("ann"))
AMEND = "PATCH /incidents/inc_3/resolution"
INTO_ROOT = "inc_4 was merged into inc_9"
NOT_NEWEST = "inc_5 is not the newest ticket of its problem: use inc_6"


@pytest.mark.parametrize(
    ("act", "said", "detail"),
    [
        (lambda: may_resolve(MERGED, DNS), INTO_ROOT, {"root": "inc_9"}),
        (
            lambda: may_resolve(RESOLVED, DNS),
            f"inc_3 is already resolved, with another text: to correct it, use {AMEND} or `incident-responder amend`",
            {"status": "RESOLVED", "amend": AMEND},
        ),
        (lambda: check_amend(MERGED), INTO_ROOT, {"root": "inc_9"}),
        (lambda: check_amend(OPEN), "inc_1 is OPEN: there is no resolution to amend", {"status": "OPEN"}),
        (lambda: check_reopen(MERGED), INTO_ROOT, {"root": "inc_9"}),
        (lambda: check_reopen(EARLIER), NOT_NEWEST, {"head": "inc_6"}),
        (lambda: check_reopen(OPEN), "inc_1 is OPEN: it is not resolved", {"status": "OPEN"}),
        (lambda: may_acknowledge(MERGED), INTO_ROOT, {"root": "inc_9"}),
        (lambda: may_acknowledge(EARLIER), "inc_5 is resolved; its problem continues as inc_6", {"head": "inc_6"}),
        (lambda: check_split(MERGED), INTO_ROOT, {"root": "inc_9"}),
        (lambda: check_split(EARLIER), NOT_NEWEST, {"head": "inc_6"}),
        (lambda: check_merge(EARLIER, OPEN), NOT_NEWEST, {"head": "inc_6"}),
        (lambda: check_merge(OPEN, EARLIER), NOT_NEWEST, {"head": "inc_6"}),
        (lambda: check_merge(MERGED, OPEN), INTO_ROOT, {"root": "inc_9"}),
        (lambda: check_merge(OPEN, MERGED), INTO_ROOT, {"root": "inc_9"}),
        (lambda: check_merge(OPEN, OPEN), "inc_1 cannot be merged into itself", {}),
        (
            lambda: check_merge(OPEN, RESOLVED),
            "inc_3 is RESOLVED: merge into a live incident",
            {"status": Status.RESOLVED},
        ),
    ],
)
def test_a_refusal_says_why_and_where_to_go(act: Callable[[], object], said: str, detail: dict[str, object]) -> None:
    with pytest.raises(Conflict) as refused:
        act()
    assert (str(refused.value), refused.value.detail) == (said, detail)


def test_the_same_words_of_a_person_confirm_a_machines() -> None:
    person, machine = (Resolution(stored("restarted"), stored("x"), unconfirmed=each) for each in (False, True))
    assert may_resolve(CLAIMED, person)
    assert not may_resolve(CLAIMED, machine)
    assert not may_resolve(RESOLVED, person)
    with pytest.raises(Conflict, match="with another text"):
        may_resolve(CLAIMED, DNS)
