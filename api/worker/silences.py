"""Silences for deliveries: which are active, and what is sent when one ends."""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from tools.errors import NotFound
from tools.nouns.deliveries import DeliveryRow, DeliveryState, StoredDelivery
from tools.nouns.incidents import Incident
from tools.nouns.silences import Silence
from tools.ports import Clock, DeliveryStore, SilenceStore, TicketStore
from tools.rules.delivering import delivery_at_silence_end, with_present_state

logger = logging.getLogger(__name__)

KNOWN_SECONDS = 1.0
"""How long a process caches the silences it has read."""
SLACK_SECONDS = 5.0
"""How long after a silence's end everything that it held back has been stored."""
CHECKED_SECONDS = 600.0
"""How long after a silence's end even a process with a slow clock no longer holds anything back."""


class KnownSilences:
    """The silences of a tenant, cached for KNOWN_SECONDS."""

    def __init__(self, silences: SilenceStore, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._silences = silences
        self._monotonic = monotonic
        self._known: dict[str, tuple[float, Sequence[Silence]]] = {}

    async def __call__(self, tenant: str) -> Sequence[Silence]:
        """All of the tenant's silences; the caller checks which are active."""
        read_at, known = self._known.get(tenant, (float("-inf"), ()))
        if self._monotonic() - read_at >= KNOWN_SECONDS:
            known = [each for each in await self._silences.silences(tenant) if not each.checked]
            self._known[tenant] = self._monotonic(), known
        return known


class SilenceEnds:
    """After a silence ends, sends one message about each of its tickets that is live and not recovering."""

    def __init__(self, deliveries: DeliveryStore, silences: SilenceStore, tickets: TicketStore, clock: Clock) -> None:
        self._deliveries = deliveries
        self._silences = silences
        self._tickets = tickets
        self._clock = clock

    async def look(self) -> set[str]:
        """Process ended silences; returns the destinations that now have deliveries to send."""
        now, woken = self._clock(), set[str]()
        for silence in await self._silences.unchecked():
            if now < silence.ends_at + SLACK_SECONDS:
                continue
            woken |= await self._release(silence)
            if silence.checked or now >= silence.ends_at + CHECKED_SECONDS:
                await self._silences.mark_checked(silence)
                await self._deliveries.forget_silenced(silence.silence_id)
        return woken

    async def _release(self, silence: Silence) -> set[str]:
        held_back: dict[tuple[str, str], list[StoredDelivery]] = {}
        for each in await self._deliveries.silenced(silence.silence_id):
            held_back.setdefault((each.row.destination, each.row.ticket), []).append(each)
        return {
            name for (name, ticket), rows in held_back.items() if await self._release_once(silence, name, ticket, rows)
        }

    async def _release_once(
        self, silence: Silence, destination: str, ticket_id: str, rows: Sequence[StoredDelivery]
    ) -> bool:
        if any(each.row.released_after == silence.silence_id for each in rows):
            return False
        conversation = await self._deliveries.conversation(destination, ticket_id)
        ticket = await self._living(silence.tenant, ticket_id)
        if ticket is None or (conversation is not None and conversation.at >= silence.ends_at):
            return False
        by_row = {each.row.delivery_id: each for each in rows}
        chosen = delivery_at_silence_end([each.row for each in rows])
        return await self._deliveries.save(by_row[chosen.delivery_id], self._released(chosen, ticket)) is not None

    def _released(self, row: DeliveryRow, ticket: Incident) -> DeliveryRow:
        return replace(
            row,
            state=DeliveryState.PENDING,
            message=with_present_state(row.message, ticket),
            released_after=row.silenced_by,
            silenced_by="",
            next_at=self._clock(),
        )

    async def _living(self, tenant: str, ticket_id: str) -> Incident | None:
        """The ticket, if it is live and not recovering."""
        try:
            ticket = await self._tickets.incident(tenant, ticket_id)
        except NotFound:
            return None
        return ticket if ticket.status.live and ticket.recovering_since is None else None
