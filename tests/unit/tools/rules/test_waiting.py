"""A ticket is told of again only if it has been open, and nobody came, ever since the wait began."""

import pytest

from tests.support.incidents import NOW, incident
from tools.nouns.alert_events import Recovered
from tools.nouns.event_kinds import EventData
from tools.nouns.events import Acknowledged, Comment, GivenBack, Merged, Opened, Resolved, Unresolved
from tools.nouns.incidents import Event, Status
from tools.nouns.watches import Watch
from tools.rules.waiting import still_unacknowledged, unacknowledged

WATCH = Watch("default", "inc_0", "inc_0:7", "7", NOW, 600.0, ("pager",))
FIXED = Resolved("restarted it", "ann", NOW, None)


@pytest.mark.parametrize(
    ("status", "events", "tells"),
    [
        (Status.OPEN, [], True),
        (Status.OPEN, [(0, Opened("req_1")), (30, Comment("looking"))], True),
        (Status.ACKNOWLEDGED, [(30, Acknowledged())], False),
        (Status.RESOLVED, [(30, FIXED)], False),
        (Status.RESOLVED, [(30, Recovered(NOW))], False),
        (Status.MERGED, [(30, Merged("inc_1", "same"))], False),
        (Status.OPEN, [(30, FIXED), (60, Unresolved("no"))], False),
        (Status.OPEN, [(30, Acknowledged()), (60, GivenBack())], False),  # another wait begins with that
        (Status.OPEN, [(-60, Acknowledged()), (-30, FIXED), (0, Unresolved("no"))], True),
        (Status.ACKNOWLEDGED, [(-60, Acknowledged())], False),
    ],
)
def test_who_came_ends_the_wait(status: Status, events: list[tuple[float, EventData]], tells: bool) -> None:
    timeline = tuple(Event(seq, NOW + at, "user:ann", data) for seq, (at, data) in enumerate(events))
    assert still_unacknowledged(WATCH, incident(status=status, timeline=timeline)) is tells


def test_what_is_told_is_the_same_however_often_it_is_made() -> None:
    told = unacknowledged(WATCH, incident())
    assert told == unacknowledged(WATCH, incident(last_seen=NOW + 700, occurrences=99))
    assert (told.at, told.waited, told.to) == (NOW + 600, 600.0, ("pager",))
    assert told.notice_id.startswith("inc_0:7:unacknowledged:600:")
