"""A silence keeps back what it fits, but no end from those who were told; at its end each living ticket tells once."""

import pytest

from api.worker.silences import CHECKED_SECONDS, SLACK_SECONDS
from tests.support.deliveries import ticket_id
from tests.support.outgoing import Outgoing
from tools.nouns.deliveries import DeliveryState
from tools.nouns.incidents import Status
from tools.nouns.notices import NoticeKind
from tools.nouns.severity import Severity

OPENED, ESCALATED, RESOLVED = NoticeKind.OPENED, NoticeKind.ESCALATED, NoticeKind.RESOLVED
HOUR = 3600.0
OVER = HOUR + SLACK_SECONDS


@pytest.fixture
def house() -> Outgoing:
    return Outgoing()


async def test_what_fits_is_kept_and_not_told(house: Outgoing) -> None:
    silence = await house.silence(HOUR, service="pay*")
    await house.tell(1)
    await house.tell(2, service="search")
    await house.sweep()
    assert [each.message.incident_id for each in house.destinations["oncall"].heard] == [ticket_id(2)]
    [kept] = await house.rows(DeliveryState.SILENCED)
    assert (kept.silenced_by, kept.message.incident_id) == (silence.silence_id, ticket_id(1))


async def test_the_end_of_what_people_were_told_is_told(house: Outgoing) -> None:
    await house.tell(1)
    await house.sweep()
    await house.silence(HOUR)
    await house.tell(1, ESCALATED)
    await house.tell(1, RESOLVED)
    await house.tell(2)
    await house.tell(2, RESOLVED)
    await house.sweep(2)
    told = [(each.message.incident_id, each.message.kind) for each in house.destinations["oncall"].heard]
    assert told == [(ticket_id(1), OPENED), (ticket_id(1), RESOLVED)]


async def test_at_its_end_each_living_ticket_tells_once(house: Outgoing) -> None:
    await house.silence(HOUR)
    for number in range(4):
        await house.tell(number)
        await house.tell(number, ESCALATED)
    await house.sweep()
    house.tickets.put(1, Status.RESOLVED)
    house.tickets.put(2, recovering_since=5.0)
    house.tickets.put(3, Status.ACKNOWLEDGED, severity=Severity.CRITICAL, occurrences=99)
    assert await house.sweep(HOUR) == 0
    await house.sweep(SLACK_SECONDS)
    heard = house.destinations["oncall"].heard
    assert [(each.message.incident_id, each.message.kind) for each in heard] == [
        (ticket_id(0), OPENED), (ticket_id(3), OPENED)
    ]  # fmt: skip
    now = heard[1].message
    assert (now.status, now.severity, now.occurrences) == (Status.ACKNOWLEDGED, Severity.CRITICAL, 99)
    for _ in range(4):
        assert await house.sweep(CHECKED_SECONDS) == 0


async def test_of_a_ticket_that_was_told_before_the_newest_is_told(house: Outgoing) -> None:
    await house.tell(1)
    await house.sweep()
    await house.silence(HOUR)
    await house.tell(1, ESCALATED)
    await house.tell(1, NoticeKind.GROWN)
    await house.sweep()
    await house.sweep(OVER)
    assert house.destinations["oncall"].kinds == ["opened", "grown"]


async def test_one_that_is_ended_early_lets_go_at_once(house: Outgoing) -> None:
    silence = await house.silence(HOUR)
    await house.tell(1)
    await house.sweep()
    await house.now.toolbox.silences.end("default", silence.silence_id, house.clock.pass_(10))
    assert await house.sweep(SLACK_SECONDS) == 1


async def test_another_silence_keeps_it_further(house: Outgoing) -> None:
    await house.silence(HOUR)
    longer = await house.silence(2 * HOUR)
    await house.tell(1)
    await house.sweep()
    [kept] = await house.rows(DeliveryState.SILENCED)
    assert kept.silenced_by == longer.silence_id  # the longer one: it is let go once
    assert await house.sweep(OVER) == 0
    assert await house.sweep(HOUR) == 1


async def test_a_silence_of_another_tenant_keeps_nothing_back(house: Outgoing) -> None:
    await house.silence(HOUR)
    await house.tell(1, tenant="other")
    assert await house.sweep() == 1


async def test_before_it_begins_and_after_its_end_people_are_told(house: Outgoing) -> None:
    silence = await house.silence(HOUR)
    house.clock.now = silence.starts_at - 10
    await house.tell(1)
    assert await house.sweep() == 1
    house.clock.now = silence.ends_at
    await house.tell(2)
    assert await house.sweep() == 1


async def test_what_a_person_got_at_its_end_is_not_sent_again(house: Outgoing) -> None:
    """A message about the ticket went out after the end: the ticket has told."""
    await house.silence(HOUR)
    await house.tell(1)
    await house.sweep()
    house.clock.pass_(HOUR + 1)
    await house.tell(1, ESCALATED)
    await house.sweep()
    assert await house.sweep(SLACK_SECONDS) == 0
    assert house.destinations["oncall"].kinds == ["escalated"]
