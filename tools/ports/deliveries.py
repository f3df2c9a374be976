"""The port of deliveries: messages on their way to destinations."""

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from tools.nouns.deliveries import Conversation, DeliveryRow, DeliveryState, Hold, Lane, Queued, StoredDelivery
from tools.nouns.incidents import Page
from tools.nouns.silences import Silence


class DeliveryStore(Protocol):
    """One row for each message and destination. A method that was cut off is finished by calling it again."""

    async def add(self, rows: Sequence[DeliveryRow]) -> None:
        """Store new rows and put them into their queues; a row that exists already does not change."""
        ...

    async def waiting(self, destination: str, since: str = "", tenant: str | None = None) -> Sequence[Queued]:
        """The unfinished deliveries of a destination, by ticket and in order.

        With `since`, from that ticket on; with `tenant`, only those of this tenant.
        """
        ...

    async def queued(self, queued: Queued) -> StoredDelivery | None:
        """The row at this place in the queue; None if it does not exist yet, or no longer."""
        ...

    async def find(self, tenant: str, delivery_id: str) -> StoredDelivery:
        """Raises NotFound for an id that this tenant does not have."""
        ...

    async def save(
        self, stored: StoredDelivery, row: DeliveryRow, said: Conversation | None = None
    ) -> StoredDelivery | None:
        """Replace this version, and move the row where its state belongs; None if it was changed meanwhile.

        `said`, if given, is stored first, and in any case, for the next message about the ticket. A row that has ended
        is returned without a version, since nobody writes over it.
        """
        ...

    async def leave(self, destination: str, queued: Queued) -> None:
        """Remove what a crash left behind in the queue, unless the row still waits."""
        ...

    async def page(self, tenant: str, state: DeliveryState | None, limit: int, cursor: str | None) -> Page[DeliveryRow]:
        """Newest first; a row that waits for a blocked destination is shown as blocked. Raises InvalidRequest."""
        ...

    def since(self, tenant: str, at: float) -> AsyncIterator[DeliveryRow]:
        """The rows made since then, newest first."""
        ...

    async def dead(self) -> int:
        """The number of dead deliveries that nobody has replayed, over all tenants."""
        ...

    async def conversation(self, destination: str, ticket: str) -> Conversation | None:
        """What was sent to the destination about the ticket; None if nothing."""
        ...

    async def silenced(self, silence_id: str) -> Sequence[StoredDelivery]:
        """The deliveries that a silence held back, also those it released at its end; oldest first."""
        ...

    async def forget_silenced(self, silence_id: str) -> None:
        """Drop the index behind `silenced` for this silence; the deliveries themselves stay."""
        ...

    async def repair(self) -> int:
        """Put rows into the queue that a crash kept out of it; returns how many were checked."""
        ...

    async def prune(self, before: float) -> int:
        """Delete finished rows made before then; returns how many."""
        ...


class LaneStore(Protocol):
    """Which process serves which destination, and whether anything may be sent at all."""

    async def lane(self, destination: str) -> Lane:
        """The present state of a lane."""
        ...

    async def take(self, destination: str, holder: str, now: float, seconds: float) -> Lane | None:
        """Take or renew the lease of a destination for some seconds; None while another process holds it."""
        ...

    async def change(self, destination: str, lane: Lane) -> bool:
        """Store the holder's changes; False if another process has taken the lane."""
        ...

    async def release(self, destination: str, holder: str) -> None:
        """End the lease, so that another process may take it."""
        ...

    async def hold(self, hold: Hold) -> None:
        """Send nothing until `end_hold`; survives restarts."""
        ...

    async def end_hold(self) -> bool:
        """End the hold; False if there was none."""
        ...

    async def held(self) -> Hold | None:
        """The hold, if there is one."""
        ...


class SilenceStore(Protocol):
    """Silences, which hold back notices for a while."""

    async def add(self, silence: Silence) -> None:
        """Store a new silence."""
        ...

    async def silences(self, tenant: str) -> Sequence[Silence]:
        """All silences of a tenant, newest first."""
        ...

    async def unchecked(self) -> Sequence[Silence]:
        """The silences of all tenants whose deliveries have not been checked since they ended."""
        ...

    async def end(self, tenant: str, silence_id: str, now: float) -> Silence:
        """End a silence now; one that is already over is unchanged. Raises NotFound."""
        ...

    async def mark_checked(self, silence: Silence) -> None:
        """Mark a silence whose deliveries have been checked after its end."""
        ...
