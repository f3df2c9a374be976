"""What an owner does with tenants, through any door. Each act is audited in the tenant's own log.

Each raises Forbidden without the scope `owner`, and NotFound for a tenant that does not exist.
"""

import asyncio
import hashlib
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from api.acts.audited import audit
from tools.errors import Conflict, InvalidRequest, NotFound
from tools.nouns.accounts import DEFAULT_TENANT, AuditAction
from tools.nouns.callers import Caller, Scope
from tools.nouns.tenants import MOST_A_DAY, NAME, NAME_RULE, Metered, Quotas, Tenant, TenantState
from tools.ports import AccountStore, Store
from tools.times import rfc3339


async def add_tenant(accounts: AccountStore, caller: Caller, name: str, quotas: Quotas, now: float) -> Tenant:
    """Create a tenant. Raises InvalidRequest for an invalid name or quota, Conflict for a name that is taken."""
    caller.require(Scope.OWNER)
    if not NAME.fullmatch(name):
        raise InvalidRequest(f"name: {NAME_RULE}")
    _check(quotas)
    made = Tenant(name=name, maker=caller.actor, created_at=now, quotas=quotas)
    if await _has_users(accounts, name) or not await accounts.tenants.add(made):
        raise Conflict(f"there is a tenant {name!r} already")
    await audit(accounts, replace(caller, tenant=name), AuditAction.TENANT_ADDED, name)
    return made


async def listed_tenants(accounts: AccountStore, caller: Caller) -> Sequence[Tenant]:
    """Return all tenants, by name, including those that exist only because a user belongs to them."""
    caller.require(Scope.OWNER)
    found = {each.name: each for each in await accounts.tenants.tenants()}
    names = {DEFAULT_TENANT} | {account.tenant for account in await accounts.users()}
    return sorted((found | {name: Tenant(name=name) for name in names - found.keys()}).values(), key=lambda t: t.name)


async def found_tenant(accounts: AccountStore, caller: Caller, name: str) -> Tenant:
    """Return one tenant, also one that exists only because a user belongs to it."""
    caller.require(Scope.OWNER)
    return await _need(accounts, name)


async def set_suspended(accounts: AccountStore, caller: Caller, name: str, suspended: bool) -> Tenant:
    """Make a tenant read-only, or writable again; it takes effect within seconds on every process."""
    caller.require(Scope.OWNER)
    await _need(accounts, name)
    state = TenantState.SUSPENDED if suspended else TenantState.ACTIVE
    changed = await accounts.tenants.change(name, lambda now: now if _gone(now) else replace(now, state=state))
    if _gone(changed):
        raise Conflict(f"the tenant {name!r} is deleted: restore it first")
    done = AuditAction.TENANT_SUSPENDED if suspended else AuditAction.TENANT_RESUMED
    await audit(accounts, replace(caller, tenant=name), done, name)
    return changed


async def set_quotas(accounts: AccountStore, caller: Caller, name: str, quotas: Quotas) -> Tenant:
    """Set a tenant's daily quotas; effective within seconds on every process. Raises InvalidRequest for a bad quota."""
    caller.require(Scope.OWNER)
    _check(quotas)
    await _need(accounts, name)
    changed = await accounts.tenants.change(name, lambda now: replace(now, quotas=quotas))
    limits = (("reports", quotas.reports), ("incidents", quotas.incidents), ("model_calls", quotas.model_calls))
    detail = {what: "none" if most is None else str(most) for what, most in limits}
    await audit(accounts, replace(caller, tenant=name), AuditAction.TENANT_QUOTAS_SET, name, **detail)
    return changed


async def export_tenant(store: Store, caller: Caller, name: str, path: Path) -> int:
    """Write all data of a tenant, except accounts and keys, to a new file that an empty store can import."""
    caller.require(Scope.OWNER)
    await _need(store, name)
    lines = await store.export_jsonl(path, tenant=name)
    await audit(store, replace(caller, tenant=name), AuditAction.TENANT_EXPORTED, name, lines=str(lines))
    return lines


async def delete_tenant(store: Store, caller: Caller, name: str, folder: Path, now: float) -> tuple[Tenant, Path]:
    """Export a tenant into the folder and lock its users out; it can be restored for seven days.

    Returns the tenant and the file. Raises Conflict for `default`, for the caller's own tenant and for a deleted one.
    """
    caller.require(Scope.OWNER)
    if name in (DEFAULT_TENANT, caller.tenant):
        raise Conflict(f"the tenant {name!r} cannot be deleted: it has owners")
    if _gone(await _need(store, name)):
        raise Conflict(f"the tenant {name!r} is already deleted")
    await asyncio.to_thread(folder.mkdir, mode=0o700, parents=True, exist_ok=True)
    path = folder / f"tenant-{hashlib.sha256(name.encode()).hexdigest()[:12]}-{os.urandom(4).hex()}.jsonl"
    lines = await store.export_jsonl(path, tenant=name)
    gone = await store.tenants.change(name, lambda each: replace(each, state=TenantState.DELETED, deleted_at=now))
    detail = {"lines": str(lines), "file": path.name}
    await audit(store, replace(caller, tenant=name), AuditAction.TENANT_DELETED, name, **detail)
    return gone, path


async def restore_tenant(accounts: AccountStore, caller: Caller, name: str) -> Tenant:
    """Undo a deletion. Raises Conflict for a tenant that is not deleted."""
    caller.require(Scope.OWNER)
    if not _gone(await _need(accounts, name)):
        raise Conflict(f"the tenant {name!r} is not deleted")
    back = await accounts.tenants.change(name, lambda each: replace(each, state=TenantState.ACTIVE, deleted_at=None))
    await audit(accounts, replace(caller, tenant=name), AuditAction.TENANT_RESTORED, name)
    return back


async def erase_tenant(store: Store, caller: Caller, name: str, now: float) -> int:
    """Remove all data of a tenant that was deleted seven days ago; return how many rows or objects.

    This cannot be undone. The tenant's lines in the audit log stay. Before the seven days are over it raises Conflict,
    which says when the tenant was deleted.
    """
    caller.require(Scope.OWNER)
    tenant = await _need(store, name)
    if not tenant.erasable(now):
        when = "it is not deleted" if tenant.deleted_at is None else f"it was deleted at {rfc3339(tenant.deleted_at)}"
        raise Conflict(f"the tenant {name!r} cannot be erased yet: {when}, and can be restored for seven days")
    removed = await store.erase_tenant(name)
    await store.tenants.forget(name)
    await audit(store, replace(caller, tenant=name), AuditAction.TENANT_ERASED, name, removed=str(removed))
    return removed


def _check(quotas: Quotas) -> None:
    for each in Metered:
        if not 0 <= (quotas.of(each) or 0) <= MOST_A_DAY:
            raise InvalidRequest(f"quotas.{each}: must be 0 to {MOST_A_DAY}, or empty")


async def _need(accounts: AccountStore, name: str) -> Tenant:
    tenant = await accounts.tenants.tenant(name)
    if not tenant.maker and name != DEFAULT_TENANT and not await _has_users(accounts, name):
        raise NotFound(f"no tenant {name[:80]!r}")
    return tenant


async def _has_users(accounts: AccountStore, name: str) -> bool:
    return any(account.tenant == name for account in await accounts.users())


def _gone(tenant: Tenant) -> bool:
    return tenant.state is TenantState.DELETED
