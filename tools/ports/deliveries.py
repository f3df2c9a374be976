"""The port of deliveries: messages on their way to destinations."""

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from tools.nouns.deliveries import DeliveryRow, DeliveryState, Hold, Kept, Lane, Queued, Told
from tools.nouns.incidents import Page
from tools.nouns.silences import Silence


class DeliveryStore(Protocol):
    """One row for each message and destination. Whatever cuts a method off, doing it again finishes it."""

    async def add(self, row: DeliveryRow) -> bool:
        """Keep a new one; False if it is there already, which is left as it is."""
        ...

    async def waiting(self, destination: str) -> Sequence[Queued]:
        """What is still to be told to a destination, by ticket and in order."""
        ...

    async def queued(self, queued: Queued) -> Kept | None:
        """The row that stands there; None if it is not there yet, or forgotten."""
        ...

    async def find(self, tenant: str, delivery_id: str) -> Kept:
        """Raises NotFound for an id that this tenant does not have."""
        ...

    async def save(self, kept: Kept, row: DeliveryRow) -> Kept | None:
        """Write over this version, and put it where its state belongs; None if there is another version.

        What has ended is returned without a version to write over.
        """
        ...

    async def leave(self, destination: str, queued: Queued) -> None:
        """Take what a crash left behind out of the queue, unless the row waits after all."""
        ...

    async def page(self, tenant: str, state: DeliveryState | None, limit: int, cursor: str | None) -> Page[DeliveryRow]:
        """Newest first; what waits for a blocked destination is shown as blocked. Raises InvalidRequest."""
        ...

    def since(self, tenant: str, at: float) -> AsyncIterator[DeliveryRow]:
        """What was made since then, newest first."""
        ...

    async def dead(self) -> int:
        """How many were given up and not replayed, of all tenants."""
        ...

    async def told(self, destination: str, ticket: str) -> Told | None:
        """What the destination has of the ticket; None if it was never told of it."""
        ...

    async def remember(self, destination: str, ticket: str, told: Told) -> None:
        """Keep that for the next message about the ticket."""
        ...

    async def silenced(self, silence_id: str) -> Sequence[Kept]:
        """What a silence kept back, oldest first, or let go again at its end."""
        ...

    async def forget_silenced(self, silence_id: str) -> None:
        """Nobody will ask for `silenced` of it any more; the deliveries themselves stay."""
        ...

    async def repair(self) -> int:
        """Put into the queue what a crash kept out of it; returns how many were looked at."""
        ...

    async def prune(self, before: float) -> int:
        """Drop what was made before and waits no longer; returns how many."""
        ...


class LaneStore(Protocol):
    """Who serves which destination, and whether anything may be told at all."""

    async def lane(self, destination: str) -> Lane:
        """As it is now."""
        ...

    async def take(self, destination: str, holder: str, now: float, seconds: float) -> Lane | None:
        """Serve it, or go on serving it, for some seconds; None while another one does."""
        ...

    async def change(self, destination: str, lane: Lane) -> bool:
        """Write what its holder found; False if another one has taken it."""
        ...

    async def release(self, destination: str, holder: str) -> None:
        """Another one may serve it."""
        ...

    async def hold(self, hold: Hold) -> None:
        """Tell nobody anything until `let_go`; kept over restarts."""
        ...

    async def let_go(self) -> bool:
        """End the hold; False if there was none."""
        ...

    async def held(self) -> Hold | None:
        """The hold, if there is one."""
        ...


class SilenceStore(Protocol):
    """What people do not want to be told for a while."""

    async def add(self, silence: Silence) -> None:
        """Keep a new one."""
        ...

    async def silences(self, tenant: str) -> Sequence[Silence]:
        """All of a tenant, newest first."""
        ...

    async def unsettled(self) -> Sequence[Silence]:
        """Of all tenants, those whose deliveries have not been looked through after their end."""
        ...

    async def end(self, tenant: str, silence_id: str, now: float) -> Silence:
        """End it now; one that is over stays as it is. Raises NotFound."""
        ...

    async def settle(self, silence: Silence) -> None:
        """Its deliveries have been looked through."""
        ...
