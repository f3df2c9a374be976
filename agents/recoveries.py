"""Handles a text that says a problem is over: a comment on its live ticket, or else a recovery kept as unmatched."""

from collections.abc import Awaitable, Callable

from agents.state import Output
from tools.ids import dedup_digest
from tools.nouns.activations import AlertKey, Recovery
from tools.nouns.decision_json import decision_to_json
from tools.nouns.decisions import Alternative, Verdict
from tools.nouns.incidents import Incident, Status
from tools.nouns.policy import Mode
from tools.nouns.recorded import Recorded
from tools.nouns.redacted import derived
from tools.nouns.reports import ProfiledReport
from tools.nouns.severity import Severity
from tools.ports import TicketStore
from tools.rules.recovery import SYSTEM_RECOVERY
from tools.rules.titles import title_of
from tools.text.identity.fingerprint import lasting

RECOVERED = "recovered"
"""The status in the answer to such a text. It opens nothing, so it is not a verdict."""
SENDER = "text"
"""The sender of a pasted text; no sender of alerts has this name."""
_DIRECTIONS = ("opposite:", "alarm", "negation")
_ALIKE = 0.7
"""From this score on, a problem that differs only in direction is taken for the one that is over."""
_DRY = Mode(dry_run=True)

Decide = Callable[[ProfiledReport, Mode], Awaitable[Recorded]]


class Recoveries:
    """Finds the live ticket of the problem that a text says is over. It closes nothing: no alert is known to end."""

    def __init__(self, store: TicketStore, decide: Decide) -> None:
        """`decide` finds out, in a dry run, what verdict a report would get."""
        self._store = store
        self._decide = decide

    async def answer(self, over: ProfiledReport, mode: Mode) -> Output:
        """Record the end and return the answer. A repeat changes nothing; a dry run writes nothing."""
        problem = lasting(over)
        found = await self._decide(problem, _DRY)
        ticket = await self._live(over.report.tenant, found)
        if not mode.dry_run:
            await (self._keep(problem) if ticket is None else self._note(ticket, over))
        return _answer(over, found, ticket)

    async def _live(self, tenant: str, found: Recorded) -> Incident | None:
        """The live ticket that the report would be counted on, or whose problem is its opposite."""
        if found.verdict is Verdict.EXISTING and found.decision.late is None:
            return await self._store.incident(tenant, found.incident_id)
        for each in found.decision.alternatives:
            if each.incident_id and _differs_in_direction(each):
                ticket = await self._store.incident(tenant, each.incident_id)
                if ticket.status in (Status.OPEN, Status.ACKNOWLEDGED):
                    return ticket
        return None

    async def _note(self, ticket: Incident, over: ProfiledReport) -> None:
        text = derived(f"A text says that it is over: {title_of(over.profile, over.report.log)}")
        last = ticket.timeline[-1] if ticket.timeline else None
        if last is None or last.actor != SYSTEM_RECOVERY or getattr(last.data, "text", "") != text:
            await self._store.comment(over.report.tenant, ticket.incident_id, text, SYSTEM_RECOVERY)

    async def _keep(self, problem: ProfiledReport) -> None:
        report, profile = problem
        key = AlertKey(
            report.tenant, report.environment, SENDER, dedup_digest(f"{report.service}\x1f{profile.fingerprint}")
        )
        title = derived(title_of(profile, report.log))
        await self._store.recover(
            Recovery(key, title, report.received_at, at=report.occurred_at, service=report.service, text=title)
        )


def _differs_in_direction(alternative: Alternative) -> bool:
    """True if only the direction differs ("up" for "down"): every veto is about it, and the rest is alike."""
    directions = all(veto.startswith(_DIRECTIONS) for veto in alternative.vetoes)
    return bool(alternative.vetoes) and directions and alternative.score >= _ALIKE


def _answer(over: ProfiledReport, found: Recorded, ticket: Incident | None) -> Output:
    decision = {name: value for name, value in decision_to_json(found.decision).items() if name != "dry_run"}
    severity = ticket.severity if ticket else over.profile.severity or Severity.LOW
    return Output(
        request_id=over.report.request_id,
        status=RECOVERED,
        incident_id=ticket.incident_id if ticket else None,
        root_id=ticket.root_id if ticket else None,
        regression_of=None,
        severity=severity.name,
        occurrences=ticket.occurrences if ticket else 0,
        decision={**decision, "verdict": RECOVERED},
        similar=[],
        runbooks=[],
        recommendations="",
        advice=None,
        pending=[],
    )
