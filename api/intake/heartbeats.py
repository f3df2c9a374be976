"""Heartbeats: alerts that always fire. Each arrival is recorded, and a heartbeat that stops arriving opens a ticket."""

import logging
from dataclasses import dataclass

from api.intake.alert_environments import AlertEnvironments
from api.intake.firings import Firings, Source
from api.intake.intake import Intake
from api.intake.signal_ends import SignalEnds
from api.intake.submission import Redaction
from tools.errors import IncidentResponderError
from tools.ids import dedup_digest
from tools.inbound.signal import Fired, Recovered
from tools.nouns.callers import Caller, Scope
from tools.nouns.intake_log import Heartbeat
from tools.nouns.redacted import derived
from tools.nouns.severity import Severity
from tools.ports import Clock, IntakeLog, TicketStore
from tools.text.redaction.redact import redact

SENDER = "heartbeat"
"""The sender on the tickets of missing heartbeats."""

MISSED_BEATS = 3
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Heartbeats:
    """Records heartbeats and notices missing ones.

    There is one object per process; several processes open only one ticket.
    """

    log: IntakeLog
    store: TicketStore
    intake: Intake
    clock: Clock

    async def arrived(self, source: Source, alert: Fired, redaction: Redaction) -> None:
        """Record a heartbeat. If a ticket says that it is missing, record its end."""
        beat = Heartbeat(
            tenant=source.caller.tenant,
            environment=redaction(source.environment(alert.environment)),
            sender=source.sender,
            alert=dedup_digest(alert.dedup_key or alert.headline),
            name=redaction(alert.title),
            service=redaction(source.service(alert.service)),
            last_at=source.now,
        )
        before = await self.log.beat(beat)
        if before is not None and before.missing_since is not None:
            over = Recovered(_key(before), source.now, before.missing_since, headline=f"{before.name} comes again")
            environments = AlertEnvironments(self.log, self.store)
            ends = SignalEnds(self.store, _source(before, source.now), None, redact, environments)
            await ends.record(over)

    async def look(self, accepting_for: float) -> int:
        """Open a ticket for each heartbeat that has not come for three of its intervals; return their number.

        `accepting_for` is for how many seconds up to now heartbeats could have been received. Raises what intake
        raises.
        """
        now, missed = self.clock(), 0
        for beat in await self.log.heartbeats():
            patience = MISSED_BEATS * beat.interval
            if not beat.interval or beat.missing_since is not None or min(now - beat.last_at, accepting_for) < patience:
                continue
            missed += await self._miss(beat, beat.last_at + patience, now)
        return missed

    async def _miss(self, beat: Heartbeat, since: float, now: float) -> bool:
        """Open the ticket before recording the miss: however many processes try, and how often, it is one ticket."""
        text = f"Heartbeat {beat.name} of {beat.sender} is missing: alerts may no longer arrive"
        fired = Fired(
            text=text,
            headline=text,
            service=beat.service,
            environment=beat.environment,
            severity=Severity.CRITICAL,
            labels={"alertname": f"Missing {beat.name}"},
            starts_at=since,
            dedup_key=_key(beat),
            event_id=f"{_key(beat)}\x1f{beat.last_at}",
        )
        [outcome] = await self.intake.answers([Firings(_source(beat, now), redact).submission(fired)])
        if isinstance(outcome, IncidentResponderError):
            raise outcome
        logger.warning("the heartbeat %s of %s is missing", beat.name, beat.sender)
        return await self.log.miss(beat, since)


def _source(beat: Heartbeat, now: float) -> Source:
    caller = Caller(beat.tenant, "system", frozenset([Scope.REPORT]), environment=derived(beat.environment))
    return Source(caller, SENDER, state_as_of_now=False, now=now)


def _key(beat: Heartbeat) -> str:
    return f"{beat.sender}\x1f{beat.alert}"
