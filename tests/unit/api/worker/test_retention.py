"""RETENTION_DAYS: old texts of resolved problems go once a day, audited; open tickets and what decides stay."""

import json

import pytest

from api.worker.retention import DAY_SECONDS, WORK, Retention
from tests.support.clock import ManualClock
from tests.support.story import Story
from tools.errors import NotFound, StoreUnavailable
from tools.nouns.accounts import AuditAction
from tools.tickets.embedded import EmbeddedStore


@pytest.fixture
async def story(store: EmbeddedStore, clock: ManualClock) -> Story:
    return Story(store, clock)


async def test_old_texts_of_resolved_tickets_go(store: EmbeddedStore, story: Story, clock: ManualClock) -> None:
    open_, old = await story.report("open"), await story.report("old")
    await story.resolve(old.incident_id)
    clock.pass_(29 * DAY_SECONDS)
    young = await story.report("young")
    await story.resolve(young.incident_id)
    retention = Retention(store, clock, 30)
    assert await retention.look() == 0
    clock.pass_(2 * DAY_SECONDS)
    assert await retention.look() == 1
    with pytest.raises(NotFound):
        await store.report("default", old.request_id)
    for kept in (open_, young):
        assert await store.report("default", kept.request_id)
    ticket = await store.incident("default", old.incident_id)
    assert (ticket.occurrences, ticket.resolution is not None) == (1, True)
    said = [line async for line in store.audit_lines() if line.action == AuditAction.STORE_PRUNED]
    assert [(each.actor, json.loads(each.detail)["problems"]) for each in said] == [("system", "0"), ("system", "1")]


async def test_once_a_day_and_by_one_process(store: EmbeddedStore, clock: ManualClock) -> None:
    one, other = (Retention(store, clock, 30) for _ in range(2))
    assert [await one.look(), await other.look(), await one.look()] == [0, None, None]
    clock.pass_(DAY_SECONDS)
    assert [await other.look(), await one.look()] == [0, None]


async def test_off_keeps_everything(store: EmbeddedStore, story: Story, clock: ManualClock) -> None:
    old = await story.report("old")
    await story.resolve(old.incident_id)
    clock.pass_(3650 * DAY_SECONDS)
    assert await Retention(store, clock, None).look() is None
    assert await store.report("default", old.request_id)


async def test_a_failure_is_made_up_for_at_the_next_look(
    store: EmbeddedStore, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: object) -> int:
        raise StoreUnavailable("the disk is full")

    retention = Retention(store, clock, 30)
    with monkeypatch.context() as broken:
        broken.setattr(type(store), "prune", full)
        assert await retention.look() is None
    assert await retention.look() == 0
    assert not await store.turns.take(WORK, clock(), DAY_SECONDS)
