"""Records the ends of alerts that senders report."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from api.intake.alert_environments import AlertEnvironments
from api.intake.firings import Source
from api.intake.redacted_signals import redacted_signal
from api.intake.signal_outcomes import SignalOutcome
from api.intake.submission import Redaction
from tools.ids import dedup_digest
from tools.inbound.signal import Recovered
from tools.nouns.activations import AlertKey, Recovery
from tools.nouns.callers import Scope
from tools.nouns.redacted import derived
from tools.ports import TicketStore

MAX_AT_ONCE = 32


@dataclass(frozen=True, slots=True)
class SignalEnds:
    """Records the ends in one body, matched by the senders' own dedup keys."""

    store: TicketStore
    source: Source
    quiet: float | None
    redaction: Redaction
    environments: AlertEnvironments

    async def with_known_key(self, recovered: Recovered) -> Recovered:
        """Return the end without its key if nothing fires under that key: only its words can match then."""
        found = await self.recovery(recovered)
        return recovered if await self.store.firing_on(found.alert) else replace(recovered, dedup_key="")

    async def record_all(self, ends: Sequence[tuple[int, Recovered]]) -> dict[int, SignalOutcome]:
        """Record several at once, so that one commit or round trip serves many; return outcomes by number."""
        gate = asyncio.Semaphore(MAX_AT_ONCE)

        async def one(end: Recovered) -> SignalOutcome:
            async with gate:
                return await self.record(end)

        found = await asyncio.gather(*(one(end) for _, end in ends), return_exceptions=True)
        outcomes: dict[int, SignalOutcome] = {}
        for (number, _), outcome in zip(ends, found, strict=True):
            if isinstance(outcome, BaseException):
                raise outcome
            outcomes[number] = outcome
        return outcomes

    async def record(self, recovered: Recovered) -> SignalOutcome:
        """Record an end; keep one that matches no firing as unmatched."""
        outcome = await self.store.recover(await self.recovery(recovered))
        shown = self.redaction(recovered.dedup_key)
        return SignalOutcome(kind="recovered", incident_id=outcome.incident_id, dedup_key=shown)

    async def recovery(self, recovered: Recovered) -> Recovery:
        """Return the end as the store records it, in the environment where its alert fires.

        Raises Forbidden for a caller who may not report.
        """
        source = self.source
        source.caller.require(Scope.REPORT)
        clean = redacted_signal(recovered, self.redaction)
        key = dedup_digest(recovered.dedup_key)
        environment = derived(self.redaction(source.environment(clean.environment)))
        alert = AlertKey(source.caller.tenant, environment, source.sender, key)
        return Recovery(
            alert=await self.environments.where_it_fires(source, alert),
            dedup_key=derived(clean.dedup_key),
            received_at=source.now,
            starts_at=recovered.starts_at,
            at=recovered.at,
            quiet=self.quiet,
            service=derived(source.service(clean.service)),
            text=derived(clean.headline or clean.text[:500]),
        )
