"""What a listener hears: each ticket at most once a second, from where they left off, until the server stops."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

import orjson
import pytest

from api.live.feed import FOLLOWING, LiveFeed, Message
from tests.support.story import Story
from tools.errors import Overloaded
from tools.tickets.embedded import EmbeddedStore


@pytest.fixture
async def feed(store: EmbeddedStore) -> AsyncIterator[LiveFeed]:
    made = LiveFeed(store, seconds=0.01)
    yield made
    await made.close()


async def heard(news: AsyncIterator[Sequence[Message]], count: int) -> list[Message]:
    """At least so many messages: those of one look come together."""
    found: list[Message] = []
    async with asyncio.timeout(10):
        while len(found) < count:
            found += await anext(news)
    return found


def ids(messages: list[Message]) -> set[str]:
    return {orjson.loads(each.data)["incident_id"] for each in messages if each.event == "ticket"}


class Held:
    """A store whose looks for everybody wait for their turn."""

    def __init__(self, store: EmbeddedStore) -> None:
        self.store = store
        self.looks, self.turns = asyncio.Semaphore(0), asyncio.Semaphore(0)

    async def touched(self, tenant: str, after: str | None) -> Any:
        task = asyncio.current_task()
        if task is not None and task.get_name() == FOLLOWING:
            self.looks.release()
            await self.turns.acquire()
        return await self.store.touched(tenant, after)

    async def look(self) -> None:
        """Until the next one is under way."""
        async with asyncio.timeout(10):
            await self.looks.acquire()


async def test_a_listener_hears_of_reports_and_acts(feed: LiveFeed, story: Story) -> None:
    news = feed.listen("default", None)
    [ready] = await heard(news, 1)
    assert ready.event == "ready"
    recorded = await story.report("<b>disk</b> full")
    [told] = await heard(news, 1)
    body = orjson.loads(told.data)
    assert (body["incident_id"], body["status"], body["occurrences"]) == (recorded.incident_id, "OPEN", 1)
    await story.resolve(recorded.incident_id)
    assert orjson.loads((await heard(news, 1))[0].data)["status"] == "RESOLVED"


async def test_a_listener_goes_on_where_they_left_off(feed: LiveFeed, store, story: Story) -> None:
    one, other = await story.report("disk full"), await story.report("host down")
    news = feed.listen("default", "0")
    first = await heard(news, 3)
    assert ids(first) == {one.incident_id, other.incident_id}
    again = LiveFeed(store, seconds=0.01)
    cut_between = await heard(again.listen("default", first[1].position), 3)
    assert ids(cut_between) == {one.incident_id, other.incident_id}
    after_all = again.listen("default", first[2].position)
    await heard(after_all, 1)
    third = await story.report("queue long")
    assert ids(await heard(after_all, 1)) == {third.incident_id}
    await again.close()


async def test_who_missed_too_much_reads_the_list_again(feed: LiveFeed) -> None:
    ready, reset = await heard(feed.listen("default", "made up"), 2)
    assert (ready.event, reset.event) == ("ready", "reset")
    assert [each.event for each in await heard(feed.listen("default", reset.position), 1)] == ["ready"]


async def test_a_ticket_is_told_once_however_often_it_changes(store: EmbeddedStore, story: Story) -> None:
    held: Any = Held(store)
    feed = LiveFeed(held, seconds=0.01)
    news = feed.listen("default", None)
    await heard(news, 1)
    await held.look()
    for _ in range(20):
        await story.report()
    held.turns.release()
    messages = await heard(news, 1)
    assert orjson.loads(messages[0].data)["occurrences"] == 20
    await feed.close()


async def test_one_incident_alone_can_be_followed(feed: LiveFeed, story: Story) -> None:
    one = await story.report("disk full")
    news = feed.listen("default", None, one.incident_id)
    await heard(news, 1)
    await story.report("host down")
    await story.report("disk full")
    assert ids(await heard(news, 1)) == {one.incident_id}


async def test_tenants_hear_nothing_of_each_other(feed: LiveFeed, story: Story, monkeypatch) -> None:
    monkeypatch.setattr("api.live.feed.ALIVE_SECONDS", 0.05)
    other = feed.listen("other", None)
    await heard(other, 1)
    await story.report()
    assert {each.event for each in await heard(other, 3)} == {"alive"}


async def test_a_stop_ends_every_stream(feed: LiveFeed) -> None:
    news = feed.listen("default", None)
    await heard(news, 1)
    waiting = asyncio.create_task(anext(news, None))
    await asyncio.sleep(0.05)
    feed.stop()
    async with asyncio.timeout(5):
        assert await waiting is None
    with pytest.raises(Overloaded):
        await anext(feed.listen("default", None))


async def test_too_many_streams_are_refused(feed: LiveFeed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.live.feed.MOST_STREAMS", 2)
    streams = [feed.listen("default", None) for _ in range(2)]
    for stream in streams:
        await anext(stream)
    with pytest.raises(Overloaded):
        await anext(feed.listen("default", None))


async def test_a_slow_listener_costs_no_memory(
    store: EmbeddedStore, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.live.feed.MOST_WAITING", 3)
    held: Any = Held(store)
    feed = LiveFeed(held, seconds=0.01)
    news = feed.listen("default", None)
    await heard(news, 1)
    for number in range(5):
        await held.look()
        await story.report(f"problem {number}")
        held.turns.release()
    await held.look()
    assert [each.event for each in await heard(news, 1)] == ["reset"]
    await feed.close()


async def test_who_comes_during_the_last_look_is_told(store: EmbeddedStore, story: Story) -> None:
    held: Any = Held(store)
    feed = LiveFeed(held, seconds=0.01)
    left: Any = feed.listen("default", None)
    await heard(left, 1)
    await left.aclose()
    await held.look()
    held.turns.release()
    await held.look()  # nobody listens: it would be the last one
    news = feed.listen("default", None)
    await heard(news, 1)
    for _ in range(10_000):
        held.turns.release()
    await asyncio.sleep(0.05)
    recorded = await story.report()
    assert ids(await heard(news, 1)) == {recorded.incident_id}
    await feed.close()


@pytest.mark.parametrize("busy", [False, True])
async def test_nothing_is_missed_from_a_position_on(feed: LiveFeed, story: Story, busy: bool) -> None:
    if busy:
        await heard(feed.listen("default", None), 1)
    position = await feed.position("default")
    recorded = await story.report()
    assert ids(await heard(feed.listen("default", position), 2)) == {recorded.incident_id}
