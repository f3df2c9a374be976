"""What every store keeps of tenants, and that one can leave without a trace while the others stay whole."""

import asyncio
from dataclasses import replace
from pathlib import Path

from tests.contract.keys import KEY
from tests.support.clock import ManualClock
from tests.support.story import Story
from tools.nouns.accounts import Account, Role
from tools.nouns.incidents import IncidentQuery
from tools.nouns.redacted import stored
from tools.nouns.sign_ins import SignIn
from tools.nouns.tenants import Metered, Quotas, Tenant, TenantState

ACME = Tenant(name="acme", maker="ann", created_at=900.0, quotas=Quotas(reports=10, model_calls=2))


class TenantContract:
    """`store`, and `empty`: another one."""

    async def test_a_tenant_comes_back_whole_and_once(self, store):
        assert await store.tenants.tenant("acme") == Tenant(name="acme")
        assert [await store.tenants.add(ACME) for _ in range(2)] == [True, False]
        assert await store.tenants.tenant("acme") == ACME
        await store.tenants.add(replace(ACME, name="a"))
        assert [each.name for each in await store.tenants.tenants()] == ["a", "acme"]

    async def test_changes_at_once_both_stand(self, store):
        await store.tenants.add(ACME)
        await asyncio.gather(
            store.tenants.change("acme", lambda each: replace(each, state=TenantState.SUSPENDED)),
            store.tenants.change("acme", lambda each: replace(each, deleted_at=5.0)),
        )
        found = await store.tenants.tenant("acme")
        assert (found.state, found.deleted_at, found.quotas) == (TenantState.SUSPENDED, 5.0, ACME.quotas)
        named = await store.tenants.change("other", lambda each: replace(each, state=TenantState.SUSPENDED))
        assert await store.tenants.tenant("other") == named

    async def test_what_processes_use_adds_up_by_the_day(self, store):
        spent = [store.tenants.spend("acme", "2026-01-31", {Metered.REPORTS: 2}) for _ in range(5)]
        await asyncio.gather(*spent)
        used = await store.tenants.spend("acme", "2026-01-31", {Metered.INCIDENTS: 1})
        assert (used.of(Metered.REPORTS), used.of(Metered.INCIDENTS), used.of(Metered.MODEL_CALLS)) == (10, 1, 0)
        assert (await store.tenants.spend("acme", "2026-02-01", {})).of(Metered.REPORTS) == 0

    async def test_a_tenant_is_exported_alone_and_erased_alone(self, store, empty, clock: ManualClock, tmp_path: Path):
        await self._filled(store, clock)
        others = await store.incidents("default", IncidentQuery())
        before = list((await store.incidents("acme", IncidentQuery())).items)
        path = tmp_path / "acme.jsonl"
        await store.export_jsonl(path, tenant="acme")
        text = path.read_text("utf-8")
        assert "disk of default" not in text
        assert await store.erase_tenant("acme") > 5
        assert list((await store.incidents("acme", IncidentQuery())).items) == []
        assert await store.user("ann") is None
        assert await store.keys.key("key_01") is None
        assert await store.sign_ins.of_user("ann") == []
        assert await store.incidents("default", IncidentQuery()) == others
        assert await store.user("zoe") is not None
        assert await store.keys.key("key_02") is not None
        assert await store.verify() == []
        assert await store.erase_tenant("acme") == 0
        await empty.import_jsonl(path)
        assert list((await empty.incidents("acme", IncidentQuery())).items) == before
        assert await empty.verify() == []

    async def _filled(self, store, clock: ManualClock) -> None:
        for tenant, user, key in (("acme", "ann", "key_01"), ("default", "zoe", "key_02")):
            told = Story(store, clock, tenant)
            first = await told.report(f"disk of {tenant}")
            await told.report(f"disk of {tenant}")
            other = await told.report(f"pool of {tenant}")
            await store.comment(tenant, first.incident_id, stored("seen"), user)
            await store.merge(tenant, other.incident_id, first.incident_id, stored(""), user)
            await store.create_user(Account(username=user, tenant=tenant, role=Role.ADMIN, password_hash="x"))
            await store.keys.add(replace(KEY, key_id=key, tenant=tenant))
            await store.keys.used(key)
            signed = {"at": clock(), "expires_at": clock() + 60, "agent": stored("curl")}
            await store.sign_ins.add(SignIn(session_id="s", username=user, **signed))
