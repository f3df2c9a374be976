"""The port of the intake log: records about received bodies. No report depends on it."""

from collections.abc import Sequence
from typing import Protocol

from tools.nouns.intake_log import Heartbeat, LastIntake, RefusedBody, TurnedAway
from tools.nouns.redacted import Redacted


class IntakeLog(Protocol):
    """Last intakes, refused bodies and heartbeats, of all tenants."""

    async def note(self, last: LastIntake) -> None:
        """Remember it in the place of the one before."""
        ...

    async def last_intakes(self, tenant: str) -> Sequence[LastIntake]:
        """One for each sender and key, the newest first."""
        ...

    async def refuse(self, body: RefusedBody) -> None:
        """Keep it; of each key the newest KEPT_PER_KEY of the last KEPT_SECONDS stay."""
        ...

    async def refused(self, tenant: str, limit: int) -> Sequence[RefusedBody]:
        """The newest first."""
        ...

    async def turn_away(self, request: TurnedAway) -> None:
        """Remember it in the place of the one before of the same sender, key and reason."""
        ...

    async def turned_away(self, tenant: str, limit: int) -> Sequence[TurnedAway]:
        """Those of the last KEPT_SECONDS, the newest first."""
        ...

    async def beat(self, heartbeat: Heartbeat) -> Heartbeat | None:
        """The alert came just now (`last_at`). Returns what was known of it before; None: this is its first time."""
        ...

    async def note_environment(self, tenant: str, sender: str, environment: Redacted) -> None:
        """Alerts of this sender name this environment; a repeat changes nothing."""
        ...

    async def environments_of(self, tenant: str, sender: str) -> Sequence[str]:
        """The environments that the sender's alerts have named, in no order."""
        ...

    async def heartbeats(self) -> Sequence[Heartbeat]:
        """All of all tenants."""
        ...

    async def miss(self, heartbeat: Heartbeat, since: float) -> bool:
        """Mark it as missing, unless it came meanwhile: False then."""
        ...
