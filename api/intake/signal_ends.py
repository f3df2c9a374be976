"""Ends of alerts, as their senders tell them."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from api.intake.firings import Source
from api.intake.redacted_signals import redacted_signal
from api.intake.submission import Redaction
from api.intake.taken import Taken
from tools.ids import dedup_digest
from tools.inbound.signal import Recovered
from tools.nouns.activations import AlertKey, Recovery
from tools.nouns.callers import Scope
from tools.nouns.redacted import derived
from tools.ports import TicketStore

MAX_AT_ONCE = 32


@dataclass(frozen=True, slots=True)
class SignalEnds:
    """Tells the store what is over by the senders' own keys, for the signals of one body."""

    store: TicketStore
    source: Source
    quiet: float | None
    redaction: Redaction

    async def all_told(self, ends: Sequence[tuple[int, Recovered]]) -> dict[int, Taken]:
        """What each of them led to, by its number. Several are told at once: one commit or round trip serves many."""
        gate = asyncio.Semaphore(MAX_AT_ONCE)

        async def tell(end: Recovered) -> Taken:
            async with gate:
                return await self.told(end)

        told = await asyncio.gather(*(tell(end) for _, end in ends), return_exceptions=True)
        taken: dict[int, Taken] = {}
        for (number, _), outcome in zip(ends, told, strict=True):
            if isinstance(outcome, BaseException):
                raise outcome
            taken[number] = outcome
        return taken

    async def told(self, recovered: Recovered) -> Taken:
        """What the end led to; one that nothing waited for is kept as unmatched."""
        outcome = await self.store.recover(self.recovery(recovered))
        shown = self.redaction(recovered.dedup_key)
        return Taken(kind="recovered", incident_id=outcome.incident_id, dedup_key=shown)

    def recovery(self, recovered: Recovered) -> Recovery:
        """The end as the store takes it. Raises Forbidden for a caller who may not report."""
        source = self.source
        source.caller.require(Scope.REPORT)
        clean = redacted_signal(recovered, self.redaction)
        key = dedup_digest(recovered.dedup_key)
        environment = derived(self.redaction(source.environment(clean.environment)))
        return Recovery(
            alert=AlertKey(source.caller.tenant, environment, source.sender, key),
            dedup_key=derived(clean.dedup_key),
            received_at=source.now,
            starts_at=recovered.starts_at,
            at=recovered.at,
            quiet=self.quiet,
            service=derived(source.service(clean.service)),
            text=derived(clean.headline or clean.text[:500]),
        )
