"""Deliberate changes: deployments, feature switches, configuration. They are evidence on tickets, never tickets."""

from dataclasses import dataclass

from tools.nouns.redacted import NOTHING, Redacted

NEAR_SECONDS = 3600.0
"""How close in time a change must be to a problem to be shown with it."""
KEPT_SECONDS = 30 * 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change to a service. Times are epoch seconds."""

    change_id: str
    """`chg_` and the ULID of `at`."""

    tenant: str
    service: Redacted
    environment: Redacted = NOTHING
    """Empty: every environment of the service."""

    at: float
    actor: str
    """Who reported it."""

    text: Redacted
    version: Redacted = NOTHING
    url: Redacted = NOTHING

    def concerns(self, environment: str) -> bool:
        """True if it may have affected this environment ("": any)."""
        return not self.environment or not environment or self.environment == environment
