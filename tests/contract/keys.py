"""What every KeyStore keeps."""

import asyncio
from dataclasses import replace

import pytest

from tests.support.clock import ManualClock
from tools.errors import Conflict, NotFound
from tools.nouns.callers import Scope
from tools.nouns.keys import ApiKey

KEY = ApiKey(
    key_id="key_01",
    tenant="acme",
    name="prometheus",
    scopes=frozenset([Scope.REPORT, Scope.RESPOND]),
    maker="ann",
    digest="d" * 64,
    created_at=900.0,
    sender="sns",
    service="payments",
    environment="prod",
    signing_secret="whsec_c2VjcmV0",
    require_signature=True,
    recovery_quiet_seconds="off",
    mapping={"text": "a.b"},
    heartbeat=True,
    expires_at=5000.0,
)
TOPIC = "arn:aws:sns:eu-central-1:1:alarms"


class KeyContract:
    async def test_a_key_comes_back_whole(self, store):
        assert await store.keys.key("key_01") is None
        await store.keys.add(KEY)
        assert await store.keys.key("key_01") == KEY

    async def test_an_id_is_given_once(self, store):
        await store.keys.add(KEY)
        with pytest.raises(Conflict):
            await store.keys.add(replace(KEY, name="another"))
        assert await store.keys.key("key_01") == KEY

    async def test_a_tenant_sees_its_own_keys_oldest_first(self, store):
        await store.keys.add(replace(KEY, key_id="key_02"))
        await store.keys.add(KEY)
        await store.keys.add(replace(KEY, key_id="key_03", tenant="other"))
        assert [key.key_id for key in await store.keys.keys("acme")] == ["key_01", "key_02"]
        assert [key.key_id for key in await store.keys.keys("other")] == ["key_03"]

    async def test_a_revoked_key_stays_listed_and_ends_once(self, store, clock: ManualClock):
        await store.keys.add(KEY)
        ended = await store.keys.revoke("acme", "key_01")
        assert ended == replace(KEY, revoked_at=clock())
        clock.pass_(5)
        assert await store.keys.revoke("acme", "key_01") == ended
        assert await store.keys.key("key_01") == ended
        assert list(await store.keys.keys("acme")) == [ended]

    async def test_only_its_tenant_revokes_a_key(self, store):
        await store.keys.add(KEY)
        for tenant, key_id in (("other", "key_01"), ("acme", "key_99")):
            with pytest.raises(NotFound):
                await store.keys.revoke(tenant, key_id)
        assert await store.keys.key("key_01") == KEY

    async def test_the_last_use_is_told_in_the_list(self, store, clock: ManualClock):
        await store.keys.add(KEY)
        assert [key.last_used_at for key in await store.keys.keys("acme")] == [None]
        for _ in range(2):
            clock.pass_(60)
            await store.keys.used("key_01")
        assert [key.last_used_at for key in await store.keys.keys("acme")] == [clock()]

    async def test_the_first_topic_stays(self, store):
        await store.keys.add(KEY)
        bound = await asyncio.gather(*(store.keys.bind_topic("key_01", topic) for topic in (TOPIC, TOPIC + "2")))
        assert len(set(bound)) == 1
        assert await store.keys.bind_topic("key_01", "arn:another") == bound[0]
        found = await store.keys.key("key_01")
        assert found is not None
        assert found.topic == bound[0]
        with pytest.raises(NotFound):
            await store.keys.bind_topic("key_99", TOPIC)

    async def test_a_revocation_and_a_topic_at_once_both_stand(self, store):
        await store.keys.add(KEY)
        await asyncio.gather(store.keys.bind_topic("key_01", TOPIC), store.keys.revoke("acme", "key_01"))
        found = await store.keys.key("key_01")
        assert (found.topic, found.revoked_at is None) == (TOPIC, False)

    async def test_a_secret_is_replaced_and_the_old_one_ends(self, store, clock: ManualClock):
        await store.keys.add(replace(KEY, signing_secret=""))
        first = await store.keys.set_secret("key_01", "first", clock() + 60)
        assert first.signing_secrets(clock()) == ("first",)
        second = await store.keys.set_secret("key_01", "second", clock() + 60)
        assert await store.keys.key("key_01") == second
        assert second.signing_secrets(clock() + 59) == ("second", "first")
        assert second.signing_secrets(clock() + 60) == ("second",)
        ended = await store.keys.set_secret("key_01", "second", clock())
        assert ended.signing_secrets(clock()) == ("second",)
        none = await store.keys.set_secret("key_01", "", clock() + 60)
        assert (none.signing_secrets(clock()), none.old_signing_secret) == ((), "")
        with pytest.raises(NotFound):
            await store.keys.set_secret("key_99", "first", clock())
