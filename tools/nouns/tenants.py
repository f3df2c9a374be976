"""Tenants: organisations that share an installation and cannot see each other's data."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
"""The pattern of a tenant's name."""

NAME_RULE = "1 to 64 letters, digits, dots, dashes and underscores, a letter or digit first"
"""The same rule in words."""

MOST_A_DAY = 999_999_999_999
"""The largest quota: every store and every JSON parser can represent it."""

RESTORABLE_SECONDS = 7 * 86_400.0
"""How long the data of a deleted tenant is kept."""


class TenantState(StrEnum):
    """The state of a tenant."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    """It may only read."""

    DELETED = "deleted"
    """Its users are refused. It can be restored until it is erased."""


class Metered(StrEnum):
    """What is counted per tenant and day."""

    REPORTS = "reports"
    INCIDENTS = "incidents"
    MODEL_CALLS = "model_calls"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotas:
    """The limits per day (UTC); None is unlimited."""

    reports: int | None = None
    incidents: int | None = None
    """New incidents: reports of known problems are still counted on theirs."""

    model_calls: int | None = None
    """Beyond this limit, advice is assembled from the runbooks alone."""

    def of(self, metered: Metered) -> int | None:
        """The limit for one kind."""
        limits = {Metered.REPORTS: self.reports, Metered.INCIDENTS: self.incidents}
        return limits.get(metered, self.model_calls)


UNLIMITED = Quotas()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenant:
    """One organisation. Times are epoch seconds."""

    name: str
    state: TenantState = TenantState.ACTIVE
    quotas: Quotas = UNLIMITED
    maker: str = ""
    """Who created it; "" if it came into being with its first user, before tenants had records."""

    created_at: float = 0.0
    deleted_at: float | None = None

    def erasable(self, now: float) -> bool:
        """True once the time for restoring it is over."""
        return self.deleted_at is not None and now >= self.deleted_at + RESTORABLE_SECONDS


@dataclass(frozen=True, slots=True)
class Usage:
    """A tenant's usage on one day."""

    spent: dict[str, int] = field(default_factory=dict)
    """The amounts, by `Metered`."""

    def of(self, metered: Metered) -> int:
        """The amount of one kind."""
        return self.spent.get(metered.value, 0)
