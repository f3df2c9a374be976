"""What every IntakeLog keeps."""

import asyncio
from dataclasses import replace

from tests.support.clock import ManualClock
from tools.nouns.intake_log import KEPT_PER_KEY, KEPT_SECONDS, Heartbeat, LastIntake, RefusedBody, TurnedAway
from tools.nouns.redacted import NOTHING, stored

LAST = LastIntake(
    tenant="acme",
    sender="sns",
    identity="key_01",
    at=1000.0,
    counts={"fired": 1},
    warnings=("unsigned",),
    reasons=("ping",),
)
REFUSED = RefusedBody(
    tenant="acme", sender="sns", identity="key_01", at=1000.0, why="empty", excerpt=stored("the beginning")
)
AWAY = TurnedAway(tenant="acme", sender="sns", identity="key_01", at=1000.0, why="no valid signature")
BEAT = Heartbeat(
    tenant="acme", environment=NOTHING, sender="alertmanager", alert="a", name=stored("Watchdog"),
    service=stored("monitoring"), last_at=1000.0,
)  # fmt: skip


class IntakeLogContract:
    async def test_the_newest_intake_of_each_sender_and_key(self, store):
        for intake in (LAST, replace(LAST, at=2000.0, counts={}), replace(LAST, identity="key_02", at=1500.0)):
            await store.intake_log.note(intake)
        await store.intake_log.note(replace(LAST, tenant="other"))
        found = await store.intake_log.last_intakes("acme")
        assert list(found) == [replace(LAST, at=2000.0, counts={}), replace(LAST, identity="key_02", at=1500.0)]

    async def test_refused_bodies_are_the_newest_of_each_key(self, store, clock: ManualClock):
        start = clock()
        for number in range(KEPT_PER_KEY + 3):
            await store.intake_log.refuse(replace(REFUSED, at=start + number))
        await store.intake_log.refuse(replace(REFUSED, at=start, identity="key_02"))
        await store.intake_log.refuse(replace(REFUSED, at=start, tenant="other"))
        found = await store.intake_log.refused("acme", 1000)
        assert found[0] == replace(REFUSED, at=start + KEPT_PER_KEY + 2)
        assert [each.identity for each in found].count("key_01") == KEPT_PER_KEY
        assert len(found) == KEPT_PER_KEY + 1
        assert len(await store.intake_log.refused("acme", 5)) == 5

    async def test_refused_bodies_are_forgotten_after_a_week(self, store, clock: ManualClock):
        await store.intake_log.refuse(replace(REFUSED, at=clock()))
        clock.pass_(KEPT_SECONDS + 1)
        assert list(await store.intake_log.refused("acme", 10)) == []

    async def test_what_was_turned_away_is_kept_once_per_reason(self, store, clock: ManualClock):
        start = clock()
        for request in (
            replace(AWAY, at=start),
            replace(AWAY, at=start + 2),
            replace(AWAY, at=start + 1, why="revoked"),
            replace(AWAY, at=start, tenant="other"),
        ):
            await store.intake_log.turn_away(request)
        found = await store.intake_log.turned_away("acme", 10)
        assert [(each.at - start, each.why) for each in found] == [(2, "no valid signature"), (1, "revoked")]
        assert len(await store.intake_log.turned_away("acme", 1)) == 1
        clock.pass_(KEPT_SECONDS + 2)
        assert [each.at - start for each in await store.intake_log.turned_away("acme", 10)] == [2]

    async def test_environments_are_noted_once_per_sender(self, store):
        for environment in ("prod", "prod", "qa"):
            await store.intake_log.note_environment("acme", "pagerduty", stored(environment))
        await store.intake_log.note_environment("acme", "zabbix", stored("dc1"))
        await store.intake_log.note_environment("other", "pagerduty", stored("dev"))
        assert sorted(await store.intake_log.environments_of("acme", "pagerduty")) == ["prod", "qa"]
        assert list(await store.intake_log.environments_of("acme", "nagios")) == []

    async def test_the_interval_of_a_heartbeat_is_its_longest_usual_gap(self, store):
        for at in (1000.0, 1060.0, 1150.0, 1210.0):
            await store.intake_log.beat(replace(BEAT, last_at=at))
        [found] = await store.intake_log.heartbeats()
        assert found == replace(BEAT, last_at=1210.0, interval=found.interval)
        assert 80 < found.interval <= 90

    async def test_a_missing_heartbeat_is_told_once(self, store):
        assert await store.intake_log.beat(BEAT) is None
        await store.intake_log.beat(replace(BEAT, last_at=1060.0))
        [found] = await store.intake_log.heartbeats()
        told = await asyncio.gather(*(store.intake_log.miss(found, 1240.0) for _ in range(3)))
        assert sorted(told) == [False, False, True]
        before = await store.intake_log.beat(replace(BEAT, last_at=9000.0))
        assert before == replace(found, missing_since=1240.0)
        [back] = await store.intake_log.heartbeats()
        assert (back.missing_since, back.interval) == (None, 60.0)

    async def test_one_that_came_meanwhile_is_not_missed(self, store):
        await store.intake_log.beat(BEAT)
        [found] = await store.intake_log.heartbeats()
        await store.intake_log.beat(replace(BEAT, last_at=1060.0))
        assert not await store.intake_log.miss(found, 1100.0)
