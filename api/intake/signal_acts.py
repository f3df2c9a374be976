"""Repeats here what somebody did to an alert in the sender's system, through the same acts that people use."""

from dataclasses import dataclass, replace

from api.acts import incidents
from api.intake.firings import Source
from api.intake.own_accounts import is_our_own
from api.intake.redacted_signals import redacted_signal
from api.intake.signal_ends import SignalEnds
from api.intake.signal_outcomes import SignalOutcome
from api.intake.submission import Redaction
from tools.errors import Conflict, InvalidRequest, NotFound
from tools.inbound.signal import Acted, Action, Reason, Recovered
from tools.nouns.callers import Scope
from tools.toolbox import Toolbox

NO_TICKET = "no-open-ticket"
"""No open ticket has that id or key, so nothing was done."""


@dataclass(frozen=True, slots=True)
class SignalActs:
    """Performs the acts in one body's signals. Callers who may not act never get here."""

    toolbox: Toolbox
    source: Source
    ends: SignalEnds
    redaction: Redaction
    vouched: bool = False
    """True if the sender signed the body, so that its word on who acted is trusted. Otherwise the act is the key's."""

    async def perform(self, acted: Acted) -> SignalOutcome:
        """Perform the act. If the ticket's state forbids it, nothing changes and the outcome says why."""
        clean = redacted_signal(acted, self.redaction)
        if await is_our_own(self.toolbox.directory, self.source.sender, acted):
            return SignalOutcome(kind="ignored", reason=Reason.OURS.value, incident_id=acted.incident_id)
        incident_id, reason = await self._ticket(acted), NO_TICKET
        if incident_id:
            try:
                await self._act(clean, incident_id)
                reason = ""
            except (Conflict, NotFound, InvalidRequest) as error:
                reason = str(error)[:200]
        return SignalOutcome(kind="acted", incident_id=incident_id, dedup_key=clean.dedup_key, reason=reason)

    async def _ticket(self, acted: Acted) -> str | None:
        """Return the ticket to act on: by our own id, else by the dedup key of a firing alert."""
        if acted.incident_id:
            return acted.incident_id
        if not acted.dedup_key:
            return None
        ended = Recovered(acted.dedup_key, acted.at, acted.starts_at, service=acted.service)
        over = await self.ends.recovery(ended)
        if acted.action is Action.RESOLVED:
            return (await self.toolbox.store.recover(over)).incident_id
        return await self.toolbox.store.firing_on(over.alert)

    async def _act(self, acted: Acted, incident_id: str) -> None:
        """Act in the key's name, or as a person if a signature vouches for that person."""
        caller = replace(self.source.caller, scopes=self.source.caller.scopes | {Scope.RESPOND})
        if self.vouched and acted.by_person:
            caller = replace(caller, key_id="")
        where = f"{self.source.sender} by {acted.by}" if acted.by else self.source.sender
        match acted.action:
            case Action.ACKNOWLEDGED:
                await incidents.acknowledge(self.toolbox, caller, incident_id)
            case Action.RESOLVED:
                text = f"resolved in {where}" + (f": {acted.text}" if acted.text else "")
                await incidents.resolve(self.toolbox, caller, incident_id, text=text, by=acted.by or self.source.sender)
            case Action.COMMENTED:
                await incidents.comment(self.toolbox, caller, incident_id, f"{acted.text}\n({where})")
