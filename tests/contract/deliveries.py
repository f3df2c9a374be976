"""What every store keeps of deliveries and silences."""

from dataclasses import replace

import pytest

from tests.support.clock import START, ManualClock
from tests.support.deliveries import message, row, ticket_id
from tests.support.notices import notice
from tools.errors import InvalidRequest, NotFound
from tools.ids import new_silence_id
from tools.nouns.deliveries import Conversation, DeliveryState, StoredDelivery, Thread
from tools.nouns.redacted import stored
from tools.nouns.silences import Silence, SilenceMatch

DEAD, SILENCED, DELIVERED = DeliveryState.DEAD, DeliveryState.SILENCED, DeliveryState.DELIVERED


async def saved(store, one, **changes) -> StoredDelivery:
    stored = await store.deliveries.find(one.tenant, one.delivery_id)
    done = await store.deliveries.save(stored, replace(stored.row, **changes))
    assert done is not None
    return done


class DeliveryContract:
    async def test_a_delivery_is_kept_whole_and_once(self, store):
        one = row(notice=notice(incident_id=ticket_id(1), notice_id=f"{ticket_id(1)}:1"))
        await store.deliveries.add([one])
        await store.deliveries.add([replace(one, tries=7)])
        assert (await store.deliveries.find("default", one.delivery_id)).row == one
        [queued] = await store.deliveries.waiting("oncall")
        assert (queued.ticket, queued.delivery_id) == (ticket_id(1), one.delivery_id)
        assert (await store.deliveries.queued(queued)).row == one
        assert list(await store.deliveries.waiting("other")) == []

    async def test_another_tenant_finds_nothing(self, store):
        one = row()
        await store.deliveries.add([one])
        for asked in (("other", one.delivery_id), ("default", "dlv_x"), ("default", "dlv_" + "0" * 26)):
            with pytest.raises(NotFound):
                await store.deliveries.find(*asked)
        assert (await store.deliveries.page("other", None, 10, None)).items == ()

    async def test_the_queue_is_in_the_order_of_each_ticket(self, store):
        wanted = []
        for number in (2, 1):
            for order in (12, 3):
                said = message(number, notice_id=f"{number}:{order}")
                await store.deliveries.add([row(said=said, order=order)])
                wanted.append((ticket_id(number), f"{order:020}"))
        found = [(each.ticket, each.order) for each in await store.deliveries.waiting("oncall")]
        assert found == sorted(wanted)
        later = [(each.ticket, each.order) for each in await store.deliveries.waiting("oncall", ticket_id(2))]
        assert later == sorted(wanted)[2:]

    async def test_a_tenant_sees_what_waits_of_its_own(self, store):
        own, foreign = row(said=message(1)), row(said=message(2, tenant="other"))
        await store.deliveries.add([own, foreign])
        found = {
            name: list(await store.deliveries.waiting("oncall", tenant=name)) for name in ("default", "other", "third")
        }
        assert {name: [each.delivery_id for each in waiting] for name, waiting in found.items()} == {
            "default": [own.delivery_id], "other": [foreign.delivery_id], "third": [],
        }  # fmt: skip
        assert found["default"][0].made_at == pytest.approx(own.made_at, abs=0.001)

    async def test_of_two_writers_one_is_late(self, store):
        one = row()
        await store.deliveries.add([one])
        stored = await store.deliveries.find("default", one.delivery_id)
        first = await store.deliveries.save(stored, replace(one, tries=1))
        assert first.row.tries == 1
        assert await store.deliveries.save(stored, replace(one, tries=9)) is None
        assert (await store.deliveries.save(first, replace(one, tries=2))).row.tries == 2

    @pytest.mark.parametrize("state", [DEAD, SILENCED, DELIVERED])
    async def test_what_has_ended_leaves_the_queue_and_is_listed(self, store, state):
        one, other = row(), row(said=message(2))
        await store.deliveries.add([one])
        await store.deliveries.add([other])
        await saved(store, one, state=state)
        assert [each.delivery_id for each in await store.deliveries.waiting("oncall")] == [other.delivery_id]
        page = await store.deliveries.page("default", state, 10, None)
        assert [each.delivery_id for each in page.items] == [one.delivery_id]
        assert await store.deliveries.dead() == (state is DEAD)

    async def test_a_dead_one_that_is_replayed_waits_again(self, store):
        one = row()
        await store.deliveries.add([one])
        await saved(store, one, state=DEAD)
        await saved(store, one, state=DeliveryState.PENDING)
        assert len(await store.deliveries.waiting("oncall")) == 1
        assert (await store.deliveries.page("default", DEAD, 10, None)).items == ()
        assert await store.deliveries.dead() == 0

    async def test_a_place_of_what_has_ended_is_cleared(self, store):
        one = row()
        await store.deliveries.add([one])
        [queued] = await store.deliveries.waiting("oncall")
        await store.deliveries.leave("oncall", queued)
        assert len(await store.deliveries.waiting("oncall")) == 1
        await saved(store, one, state=DELIVERED)
        await store.deliveries.add([one])
        assert len(await store.deliveries.waiting("oncall")) == 1
        await store.deliveries.leave("oncall", queued)
        assert len(await store.deliveries.waiting("oncall")) == 0

    async def test_pages_are_newest_first_and_count_all(self, store):
        made = [row(said=message(number, at=START + number)) for number in range(7)]
        for one in made:
            await store.deliveries.add([one])
        found, cursor = [], None
        for _ in range(3):
            page = await store.deliveries.page("default", None, 3, cursor)
            assert page.count == 7
            found += [each.delivery_id for each in page.items]
            cursor = page.next_cursor
        assert (found, cursor) == ([each.delivery_id for each in reversed(made)], None)
        with pytest.raises(InvalidRequest):
            await store.deliveries.page("default", None, 3, "7")

    async def test_what_waits_for_a_blocked_destination_says_so(self, store, clock: ManualClock):
        for destination in ("oncall", "hook"):
            await store.deliveries.add([row(destination)])
        lane = await store.lanes.take("oncall", "a", clock(), 20)
        assert await store.lanes.change("oncall", replace(lane, blocked_since=clock(), reason="invalid_auth"))
        pages = {state: await store.deliveries.page("default", state, 10, None) for state in DeliveryState}
        found = {state.value: [each.destination for each in page.items] for state, page in pages.items() if page.items}
        assert found == {"blocked": ["oncall"], "pending": ["hook"]}

    async def test_what_was_made_since_then(self, store):
        for number in range(5):
            await store.deliveries.add([row(said=message(number, at=START + number))])
        assert [each.made_at async for each in store.deliveries.since("default", START + 3)] == [START + 4, START + 3]

    async def test_a_thread_is_remembered(self, store):
        assert await store.deliveries.conversation("oncall", ticket_id(1)) is None
        said, one = Conversation(Thread("171.5", {"channel": "C1"}), START), row()
        await store.deliveries.add([one])
        stored = await store.deliveries.find("default", one.delivery_id)
        assert await store.deliveries.save(stored, replace(one, state=DELIVERED), said) is not None
        assert await store.deliveries.conversation("oncall", ticket_id(1)) == said
        assert await store.deliveries.conversation("hook", ticket_id(1)) is None

    async def test_what_was_said_is_remembered_by_a_late_writer_too(self, store):
        said, one = Conversation(Thread("171.5"), START), row()
        await store.deliveries.add([one])
        stored = await store.deliveries.find("default", one.delivery_id)
        await store.deliveries.save(stored, replace(one, tries=1))
        assert await store.deliveries.save(stored, replace(one, state=DELIVERED), said) is None
        assert await store.deliveries.conversation("oncall", ticket_id(1)) == said
        assert len(await store.deliveries.waiting("oncall")) == 1

    async def test_many_are_stored_together(self, store):
        made = [row(destination) for destination in ("oncall", "hook")]
        await store.deliveries.add(made)
        for one in made:
            assert [each.delivery_id for each in await store.deliveries.waiting(one.destination)] == [one.delivery_id]
            assert (await store.deliveries.find("default", one.delivery_id)).row == one

    async def test_a_silence_knows_what_it_kept_back(self, store):
        made = [row(said=message(number, at=START + number)) for number in range(3)]
        for one in made:
            await store.deliveries.add([one])
            await saved(store, one, state=SILENCED, silenced_by="sil_1" if one is not made[1] else "sil_2")
        found = await store.deliveries.silenced("sil_1")
        assert [each.row.delivery_id for each in found] == [made[0].delivery_id, made[2].delivery_id]
        await saved(store, made[0], state=DeliveryState.PENDING, silenced_by="", released_after="sil_1")
        assert len(await store.deliveries.silenced("sil_1")) == 2
        await store.deliveries.forget_silenced("sil_1")
        assert list(await store.deliveries.silenced("sil_1")) == []

    async def test_old_ones_are_dropped_unless_they_wait(self, store):
        made = [row(said=message(number, at=START + number)) for number in range(6)]
        for one in made:
            await store.deliveries.add([one])
        for one in made[1:]:
            await saved(store, one, state=DEAD)
        assert await store.deliveries.prune(START + 4) == 3
        left = await store.deliveries.page("default", None, 10, None)
        assert [each.delivery_id for each in left.items] == [made[n].delivery_id for n in (5, 4, 0)]
        assert await store.deliveries.dead() == 2


def silence(number: int, **changes) -> Silence:
    made = Silence(
        silence_id=new_silence_id(START + number), tenant="default", match=SilenceMatch(service="pay*"),
        starts_at=START, until=START + 100, reason=stored("a drill"), by="ann", made_at=START + number,
    )  # fmt: skip
    return replace(made, **changes)


class SilenceContract:
    async def test_silences_are_listed_newest_first(self, store):
        made = [silence(1), silence(2, match=SilenceMatch(labels={"team": "*"})), silence(3, tenant="other")]
        for each in made:
            await store.silences.add(each)
        assert list(await store.silences.silences("default")) == [made[1], made[0]]

    async def test_one_is_ended_once_and_by_its_own_tenant(self, store):
        one = silence(1)
        await store.silences.add(one)
        for tenant, silence_id in (("other", one.silence_id), ("default", "sil_1"), ("default", "../x")):
            with pytest.raises(NotFound):
                await store.silences.end(tenant, silence_id, START + 5)
        assert (await store.silences.end("default", one.silence_id, START + 5)).ends_at == START + 5
        assert (await store.silences.end("default", one.silence_id, START + 9)).ends_at == START + 5

    async def test_checked_ones_are_not_looked_through_again(self, store):
        made = [silence(1), silence(2, tenant="other")]
        for each in made:
            await store.silences.add(each)
        assert list(await store.silences.unchecked()) == made
        await store.silences.mark_checked(made[0])
        await store.silences.mark_checked(made[0])
        assert list(await store.silences.unchecked()) == made[1:]
        assert [each.checked for each in await store.silences.silences("default")] == [True]
