"""Quotas: what a process lets through, counts and learns of others."""

import pytest

from tests.support.clock import ManualClock
from tools.errors import Overloaded
from tools.nouns.tenants import Metered, Quotas, Tenant
from tools.tenant_watch import FRESH_SECONDS, USAGE_SECONDS, TenantWatch
from tools.tickets.embedded import EmbeddedStore

MIDNIGHT = 1_700_006_400.0


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(MIDNIGHT + 80_000)


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> ManualClock:
    found = ManualClock(1000.0)
    monkeypatch.setattr("tools.tenant_watch.time.monotonic", found)
    return found


async def test_reports_stop_at_the_quota_until_midnight(store: EmbeddedStore, clock, steps) -> None:
    await store.tenants.add(Tenant(name="acme", maker="ann", quotas=Quotas(reports=3)))
    watch = TenantWatch(store.tenants, clock)
    for _ in range(3):
        await watch.admit("acme")
        watch.note("acme", Metered.REPORTS)
    with pytest.raises(Overloaded, match="the tenant acme has used up its reports for today") as refused:
        await watch.admit("acme")
    assert refused.value.retry_after == pytest.approx(6_400)
    await watch.admit_new("acme")
    await watch.admit("another")
    clock.pass_(6_401)
    await watch.admit("acme")


async def test_processes_learn_of_each_other(store: EmbeddedStore, clock, steps) -> None:
    await store.tenants.add(Tenant(name="acme", maker="ann", quotas=Quotas(incidents=4)))
    one, other = TenantWatch(store.tenants, clock), TenantWatch(store.tenants, clock)
    for watch in (one, other):
        await watch.admit_new("acme")
        watch.note("acme", Metered.INCIDENTS, 2)
    steps.pass_(USAGE_SECONDS + 1)
    await one.used_up("acme", Metered.INCIDENTS)
    with pytest.raises(Overloaded, match="new problems"):
        await other.admit_new("acme")


async def test_a_changed_tenant_is_seen_in_time(store: EmbeddedStore, clock, steps) -> None:
    watch = TenantWatch(store.tenants, clock)
    await watch.admit("acme")
    await store.tenants.add(Tenant(name="acme", maker="ann", quotas=Quotas(reports=0)))
    await watch.admit("acme")
    steps.pass_(FRESH_SECONDS + 0.1)
    with pytest.raises(Overloaded):
        await watch.admit("acme")


async def test_without_quotas_nothing_is_counted(store: EmbeddedStore, clock, steps) -> None:
    watch = TenantWatch(store.tenants, clock)
    await watch.admit("acme")
    watch.note("acme", Metered.REPORTS, 5)
    assert (await store.tenants.spend("acme", "2023-11-15", {})).of(Metered.REPORTS) == 0
