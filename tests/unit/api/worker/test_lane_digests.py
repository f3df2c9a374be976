"""When many tickets are opened at once, a destination is told of most of them together; the worst are never held up."""

import pytest

from tests.support.deliveries import ticket_id
from tests.support.outgoing import Outgoing
from tools.nouns.deliveries import DeliveryState
from tools.nouns.notices import NoticeKind
from tools.nouns.severity import Severity
from tools.rules.digests import MOST_OPENED

OPENED, DIGEST = NoticeKind.OPENED, NoticeKind.DIGEST


@pytest.fixture
def house() -> Outgoing:
    return Outgoing()


async def test_after_twenty_further_ones_are_one_digest_a_minute(house: Outgoing) -> None:
    for number in range(50):
        await house.tell(number)
    assert await house.sweep() == MOST_OPENED
    assert await house.sweep(59) == 0
    assert await house.sweep(2) == 1
    place = house.destinations["oncall"]
    assert place.kinds == ["opened"] * MOST_OPENED + ["digest"]
    digest = place.heard[-1].message
    assert (digest.incident_id, digest.severity, digest.title) == ("", Severity.HIGH, "30 more incidents")
    assert str(digest.headline) == "30 more incidents were opened: payments"
    assert digest.summary.count("inc_") == 20
    assert digest.summary.endswith("and 10 more")
    assert await house.states() == {"delivered": 21, "silenced": 30}
    assert {row.replaced_by for row in await house.rows(DeliveryState.SILENCED)} == {place.heard[-1].delivery_id}


async def test_the_worst_and_what_is_no_opening_are_told_at_once(house: Outgoing) -> None:
    for number in range(MOST_OPENED + 1):
        await house.tell(number)
    await house.sweep()
    await house.tell(100, severity=Severity.CRITICAL)
    await house.tell(101, NoticeKind.REGRESSED)
    assert await house.sweep() == 2


async def test_who_takes_no_digest_is_told_of_each() -> None:
    house = Outgoing()
    house.destinations["oncall"].but_not = {DIGEST}
    for number in range(50):
        await house.tell(number)
    assert await house.sweep() == 50


@pytest.mark.parametrize("dies", [True, False])
async def test_a_restart_does_not_count_anew(house: Outgoing, dies: bool) -> None:
    for number in range(MOST_OPENED + 10):
        await house.tell(number)
    assert await house.sweep() == MOST_OPENED
    if not dies:
        await house.now.engine.stop()
    house.now = house.process()
    assert await house.sweep(25 if dies else 1) == 0  # a dead one's lane is free after its lease
    await house.sweep(61)
    assert house.destinations["oncall"].kinds == ["opened"] * MOST_OPENED + ["digest"]


async def test_one_alone_is_told_by_itself(house: Outgoing) -> None:
    for number in range(MOST_OPENED + 1):
        await house.tell(number)
    await house.sweep()
    await house.sweep(61)
    assert house.destinations["oncall"].kinds == ["opened"] * (MOST_OPENED + 1)


async def test_a_digest_is_of_one_tenant(house: Outgoing) -> None:
    for number in range(30):
        await house.tell(number, tenant="default" if number % 2 else "other")
    await house.sweep()
    await house.sweep(61)
    digests = [each.message for each in house.destinations["oncall"].heard if each.message.kind is DIGEST]
    assert {digest.tenant for digest in digests} == {"default", "other"}
    for digest in digests:
        rows = await house.rows(DeliveryState.SILENCED, digest.tenant)
        assert {row.message.incident_id for row in rows} == {
            ticket_id(number) for number in range(30) if ticket_id(number) in digest.summary
        }


async def test_advice_of_a_digested_ticket_is_not_told_by_itself(house: Outgoing) -> None:
    for number in range(25):
        await house.tell(number)
        await house.tell(number, NoticeKind.ADVICE_READY)
    await house.sweep()
    await house.sweep(61)
    place = house.destinations["oncall"]
    assert place.kinds.count("advice-ready") == MOST_OPENED
    await house.tell(24, NoticeKind.RESOLVED)
    await house.sweep()
    assert place.kinds[-1] == "resolved"


async def test_a_slow_trickle_is_never_digested(house: Outgoing) -> None:
    for number in range(30):
        await house.tell(number)
        assert await house.sweep(4) == 1


async def test_a_silenced_one_is_in_no_digest(house: Outgoing) -> None:
    for number in range(MOST_OPENED + 5):
        await house.tell(number)
    await house.sweep()
    await house.silence(600, incident_id=ticket_id(MOST_OPENED))
    await house.sweep(61)
    assert ticket_id(MOST_OPENED) not in house.destinations["oncall"].heard[-1].message.summary
