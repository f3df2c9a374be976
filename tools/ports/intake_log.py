"""The port of the intake log: records about received request bodies. No report depends on it."""

from collections.abc import Sequence
from typing import Protocol

from tools.nouns.intake_log import Heartbeat, LastIntake, RefusedBody, TurnedAway
from tools.nouns.redacted import Redacted


class IntakeLog(Protocol):
    """Last intakes, refused bodies and heartbeats, of all tenants."""

    async def note(self, last: LastIntake) -> None:
        """Store the last intake, replacing the one before."""
        ...

    async def last_intakes(self, tenant: str) -> Sequence[LastIntake]:
        """The last intake of each sender and key, newest first."""
        ...

    async def refuse(self, body: RefusedBody) -> None:
        """Store a refused body; per key, the newest KEPT_PER_KEY of the last KEPT_SECONDS are kept."""
        ...

    async def refused(self, tenant: str, limit: int) -> Sequence[RefusedBody]:
        """Refused bodies of a tenant, newest first."""
        ...

    async def turn_away(self, request: TurnedAway) -> None:
        """Remember it in the place of the one before of the same sender, key and reason."""
        ...

    async def turned_away(self, tenant: str, limit: int) -> Sequence[TurnedAway]:
        """Those of the last KEPT_SECONDS, the newest first."""
        ...

    async def beat(self, heartbeat: Heartbeat) -> Heartbeat | None:
        """Store a heartbeat that just arrived (`last_at`). Returns the record before it; None if it is the first."""
        ...

    async def note_environment(self, tenant: str, sender: str, environment: Redacted) -> None:
        """Record that alerts of this sender name this environment. Idempotent."""
        ...

    async def environments_of(self, tenant: str, sender: str) -> Sequence[str]:
        """The environments that the sender's alerts have named, unordered."""
        ...

    async def heartbeats(self) -> Sequence[Heartbeat]:
        """The heartbeats of all tenants."""
        ...

    async def miss(self, heartbeat: Heartbeat, since: float) -> bool:
        """Mark a heartbeat as missing; False if it has arrived meanwhile."""
        ...
