"""The port of tenants and their usage."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from tools.nouns.tenants import Metered, Tenant, Usage


class TenantStore(Protocol):
    """Tenants with a record. A tenant that has users but no record is active and has no quotas."""

    async def add(self, tenant: Tenant) -> bool:
        """Store a new tenant; False if the name is taken."""
        ...

    async def tenant(self, name: str) -> Tenant:
        """The tenant; without a record, an active one."""
        ...

    async def tenants(self) -> Sequence[Tenant]:
        """The tenants with records, by name."""
        ...

    async def change(self, name: str, change: Callable[[Tenant], Tenant]) -> Tenant:
        """Apply a change to the current record, creating it if needed; returns the changed tenant."""
        ...

    async def forget(self, name: str) -> None:
        """Remove the record and the usage counts."""
        ...

    async def spend(self, name: str, day: str, spent: Mapping[Metered, int]) -> Usage:
        """Add to a tenant's usage on a day (`2026-01-31`); returns the usage of that day so far."""
        ...
