"""Deliberate changes: a deployment, a switch, a configuration. They are evidence on tickets, never tickets."""

from dataclasses import dataclass

from tools.nouns.redacted import NOTHING, Redacted

NEAR_SECONDS = 3600.0
"""How near in time to a problem a change is worth a look."""
KEPT_SECONDS = 30 * 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change of a service. Times are epoch seconds."""

    change_id: str
    """`chg_` and the ULID of `at`."""

    tenant: str
    service: Redacted
    environment: Redacted = NOTHING
    """Empty: wherever the service runs."""

    at: float
    actor: str
    """Who told it."""

    text: Redacted
    version: Redacted = NOTHING
    url: Redacted = NOTHING

    def concerns(self, environment: str) -> bool:
        """True if it may have touched this environment ("": any)."""
        return not self.environment or not environment or self.environment == environment
