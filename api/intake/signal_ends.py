"""Ends of alerts, as their senders tell them."""

from dataclasses import dataclass

from api.intake.firings import Source
from api.intake.redacted_signals import redacted_end
from api.intake.submission import Redaction
from api.intake.taken import Taken
from tools.ids import dedup_digest
from tools.inbound.signal import Recovered
from tools.nouns.activations import AlertKey, Recovery
from tools.nouns.callers import Scope
from tools.nouns.redacted import derived
from tools.ports import TicketStore


@dataclass(frozen=True, slots=True)
class SignalEnds:
    """Tells the store what is over by the senders' own keys, for the signals of one body."""

    store: TicketStore
    source: Source
    quiet: float | None
    redaction: Redaction

    async def told(self, recovered: Recovered) -> Taken:
        """What the end led to; one that nothing waited for is kept as unmatched."""
        outcome = await self.store.recover(self.recovery(recovered))
        shown = self.redaction(recovered.dedup_key)
        return Taken(kind="recovered", incident_id=outcome.incident_id, dedup_key=shown)

    def recovery(self, recovered: Recovered) -> Recovery:
        """The end as the store takes it. Raises Forbidden for a caller who may not report."""
        source = self.source
        source.caller.require(Scope.REPORT)
        clean = redacted_end(recovered, self.redaction)
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
