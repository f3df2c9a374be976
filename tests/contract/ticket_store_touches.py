"""What every TicketStore tells of lately touched tickets."""

import pytest

from tests.support.clock import ManualClock
from tests.support.story import Story
from tools.errors import NotFound
from tools.nouns.incidents import Status
from tools.nouns.touches import Touches
from tools.ports import TicketStore


async def touches(store: TicketStore, after: str | None, tenant: str = "default") -> Touches:
    await store.tell_touched()
    return await store.touched(tenant, after)


async def ids(store: TicketStore, after: str | None) -> set[str]:
    return {each.incident_id for each in (await touches(store, after)).tickets}


class TouchContract:
    async def test_reports_and_acts_are_told_once_for_each_look(self, store, story: Story, clock: ManualClock):
        before = await touches(store, None)
        assert before.tickets == ()
        one, other = await story.report("disk full"), await story.report("host down")
        await story.report("disk full")
        found = await touches(store, before.position)
        told = {each.incident_id: each for each in found.tickets}
        assert set(told) == {one.incident_id, other.incident_id}
        assert (told[one.incident_id].occurrences, told[one.incident_id].status) == (2, Status.OPEN)
        assert told[one.incident_id].title == (await story.see(one.incident_id)).title
        await store.acknowledge("default", one.incident_id, "user:ann")
        then = await touches(store, found.position)
        assert [(each.incident_id, each.status) for each in then.tickets] == [(one.incident_id, Status.ACKNOWLEDGED)]
        assert (await touches(store, then.position)).tickets == ()

    async def test_a_merge_touches_both(self, store, story: Story):
        one, other = await story.report("disk full"), await story.report("host down")
        position = (await touches(store, None)).position
        await story.merge(other.incident_id, one.incident_id)
        found = {each.incident_id: each for each in (await touches(store, position)).tickets}
        assert found[other.incident_id].merged_into == one.incident_id
        assert found[one.incident_id].occurrences == 2

    async def test_tenants_hear_nothing_of_each_other(self, store, story: Story):
        position = (await touches(store, None, "other")).position
        await story.report()
        assert (await touches(store, position, "other")).tickets == ()

    async def test_the_earlier_position_serves_again(self, store, story: Story):
        position = (await touches(store, None)).position
        recorded = await story.report()
        assert await ids(store, position) == {recorded.incident_id}
        assert await ids(store, position) == {recorded.incident_id}

    async def test_a_foreign_position_is_too_old(self, store, story: Story):
        await story.report()
        for position in ("", "x", "99999999999999999999", "-1", "e30", "WzFd", "é"):
            found = await touches(store, position)
            assert found.too_old, position
            assert not (await touches(store, found.position)).too_old

    async def test_a_lineage_and_the_times_of_its_reports(self, store, story: Story, clock: ManualClock):
        first = await story.report()
        await story.resolve(first.incident_id)
        again = await story.report(occurred_at=clock() + 1)
        await story.report()
        generations = await store.generations("default", first.incident_id)
        assert [each.incident_id for each in generations] == [first.incident_id, again.incident_id]
        assert [each.generation for each in await store.generations("default", again.incident_id)] == [1, 2]
        times = await store.report_times("default", again.incident_id, 10)
        assert len(times) == 2
        assert times == sorted(times)
        assert list(await store.report_times("default", again.incident_id, 1)) == list(times)[-1:]
        for look in (store.report_times("other", first.incident_id, 1), store.generations("other", first.incident_id)):
            with pytest.raises(NotFound):
                await look
