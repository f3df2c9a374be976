"""What every store keeps of tickets that somebody must acknowledge by a time."""

from dataclasses import replace

from tests.support.clock import START
from tools.nouns.watches import Watch

WATCH = Watch("acme", "inc_1", "inc_1:7", "7", START, 600.0, ("pager", "mail"))


class WatchContract:
    async def test_a_watch_is_kept_whole_and_once(self, store):
        for _ in range(2):
            await store.watches.begin(WATCH)
        assert list(await store.watches.due(START + 599.9, 10)) == []
        assert list(await store.watches.due(START + 600, 10)) == [WATCH]
        for _ in range(2):
            await store.watches.end(WATCH)
        assert list(await store.watches.due(START + 9_999, 10)) == []

    async def test_the_longest_over_come_first_and_not_too_many(self, store):
        spans = [900.0, 60.0, 2_000_000.0, 300.0]
        for after in spans:
            await store.watches.begin(replace(WATCH, after=after))
        assert [each.after for each in await store.watches.due(START + 1_000, 10)] == [60.0, 300.0, 900.0]
        assert [each.after for each in await store.watches.due(START + 1_000, 2)] == [60.0, 300.0]

    async def test_watches_of_one_ticket_differ_by_route(self, store):
        others = [WATCH, replace(WATCH, to=("mail",)), replace(WATCH, notice_id="inc_1:8"), replace(WATCH, tenant="b")]
        for each in others:
            await store.watches.begin(each)
        assert len(await store.watches.due(START + 600, 10)) == len(others)
        await store.watches.end(WATCH)
        assert WATCH not in await store.watches.due(START + 600, 10)
