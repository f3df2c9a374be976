"""Tenants: organisations that share an installation and never see each other."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
"""What a tenant may be called."""

NAME_RULE = "1 to 64 letters, digits, dots, dashes and underscores, a letter or digit first"
"""The same in words."""

MOST_A_DAY = 999_999_999_999
"""The largest quota: what every store and every reader of JSON can hold."""

RESTORABLE_SECONDS = 7 * 86_400.0
"""How long what a deleted tenant had is kept."""


class TenantState(StrEnum):
    """What a tenant may do now."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    """It may read."""

    DELETED = "deleted"
    """Nobody of it comes in. It can be restored until it is erased."""


class Metered(StrEnum):
    """What is counted per tenant and day."""

    REPORTS = "reports"
    INCIDENTS = "incidents"
    MODEL_CALLS = "model_calls"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotas:
    """The most of each per day (UTC); None: as much as comes."""

    reports: int | None = None
    incidents: int | None = None
    """New ones: problems that are known already are still counted on theirs."""

    model_calls: int | None = None
    """Beyond it advice is assembled from the runbooks alone."""

    def of(self, metered: Metered) -> int | None:
        """The most of one kind."""
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
    """"": it came to be with its first user, before tenants were made."""

    created_at: float = 0.0
    deleted_at: float | None = None

    def erasable(self, now: float) -> bool:
        """True once nobody can want it back."""
        return self.deleted_at is not None and now >= self.deleted_at + RESTORABLE_SECONDS


@dataclass(frozen=True, slots=True)
class Usage:
    """What a tenant used on one day."""

    spent: dict[str, int] = field(default_factory=dict)
    """By `Metered`."""

    def of(self, metered: Metered) -> int:
        """How much of one kind."""
        return self.spent.get(metered.value, 0)
