"""The port of tenants and their usage."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from tools.nouns.tenants import Metered, Tenant, Usage


class TenantStore(Protocol):
    """Tenants that somebody made. One that has users and no record is as good: it is active, without quotas."""

    async def add(self, tenant: Tenant) -> bool:
        """Keep a new one; False when the name is taken."""
        ...

    async def tenant(self, name: str) -> Tenant:
        """The tenant; one without a record is active."""
        ...

    async def tenants(self) -> Sequence[Tenant]:
        """Those with records, by name."""
        ...

    async def change(self, name: str, change: Callable[[Tenant], Tenant]) -> Tenant:
        """Make a change, from the record as it is; one without a record gets one. Returns what it is then."""
        ...

    async def forget(self, name: str) -> None:
        """Remove the record and what was counted."""
        ...

    async def spend(self, name: str, day: str, spent: Mapping[Metered, int]) -> Usage:
        """Add to what a tenant used on a day (`2026-01-31`); returns all that it has used then."""
        ...
