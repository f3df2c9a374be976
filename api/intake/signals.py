"""Takes in the signals of a posted body: reports alerts, records ends, and performs acts where they are allowed.

Every signal has an outcome, in the order of the body. Signals are processed in another order: the worst alert first,
ends after firings (an alert whose label changes both ends and fires in one body), acts last.
"""

from collections.abc import Mapping, Sequence
from functools import cache

from agents.recoveries import RECOVERED
from api.intake.alert_environments import AlertEnvironments
from api.intake.firings import Firings, Source
from api.intake.heartbeats import Heartbeats
from api.intake.intake import Intake
from api.intake.outcomes import Outcome
from api.intake.signal_acts import SignalActs
from api.intake.signal_changes import keep_change
from api.intake.signal_ends import SignalEnds
from api.intake.signal_outcomes import Rights, SignalOutcome
from api.intake.submission import Redaction, Submission
from tools.errors import IncidentResponderError, Overloaded, Unavailable
from tools.inbound.signal import Acted, Fired, Ignored, Reason, Recovered, Signal, without_authority
from tools.nouns.activations import NEVER
from tools.nouns.keys import OFF
from tools.nouns.recorded import Recorded
from tools.nouns.reports import Report
from tools.text.hostile_characters import clean
from tools.text.redaction.redact import redact
from tools.toolbox import Toolbox


class SignalIntake:
    """Takes in the signals of bodies. There is one object per process."""

    def __init__(self, toolbox: Toolbox, intake: Intake) -> None:
        self._environments = AlertEnvironments(toolbox.intake_log, toolbox.store)
        self.heartbeats = Heartbeats(toolbox.intake_log, toolbox.store, intake, toolbox.clock)
        self._toolbox = toolbox
        self._intake = intake

    async def take(self, source: Source, signals: Sequence[Signal], rights: Rights) -> list[SignalOutcome]:
        """Return the outcome of each signal, in order and durable.

        Raises Overloaded or Unavailable if a signal could not be stored now; the sender may send the body again.
        """
        allowed = [_as_allowed(signal, rights) for signal in signals]
        outcomes: dict[int, SignalOutcome] = {}
        redaction = cache(redact)  # the alerts of one body share many texts
        ends = SignalEnds(self._toolbox.store, source, _quiet(rights), redaction, self._environments)
        acts = SignalActs(self._toolbox, source, ends, redaction, vouched=rights.signed)
        allowed = await _with_known_keys(allowed, ends)
        first, last = _ends_around_firings(allowed)
        firings = Firings(source, redaction)
        outcomes |= await ends.record_all(first)
        outcomes |= await self._fire(allowed, firings)
        outcomes |= await ends.record_all(last)
        outcomes |= await self._report({number: firings.end(end) for number, end in _ends_without_key(allowed)})
        for number, signal in enumerate(allowed):
            if isinstance(signal, Acted):
                outcomes[number] = await acts.perform(signal)
            elif isinstance(signal, Ignored):
                outcomes[number] = await self._ignore(source, signal, redaction)
        return [outcomes[number] for number in range(len(signals))]

    async def _ignore(self, source: Source, signal: Ignored, redaction: Redaction) -> SignalOutcome:
        """An ignored signal opens no ticket, but if it is a change or a heartbeat, that is recorded."""
        if signal.change is not None:
            return await keep_change(self._toolbox.changes, source, signal, signal.change, redaction)
        if signal.reason is Reason.HEARTBEAT and signal.alert is not None:
            await self.heartbeats.arrived(source, signal.alert, redaction)
        return SignalOutcome(kind="ignored", reason=signal.reason.value, detail=redaction(clean(signal.text))[:200])

    async def _fire(self, allowed: Sequence[Signal], firings: Firings) -> dict[int, SignalOutcome]:
        """Make the submissions in the order of the body, and report the worst first."""
        fired = [(number, signal) for number, signal in enumerate(allowed) if isinstance(signal, Fired)]
        submissions = {number: firings.submission(signal) for number, signal in fired}
        await self._environments.keep(firings.source, submissions.values())
        worst_first = sorted(fired, key=lambda one: -(one[1].severity or 0))
        return await self._report({number: submissions[number] for number, _ in worst_first})

    async def _report(self, submissions: Mapping[int, Submission]) -> dict[int, SignalOutcome]:
        """Report each submission. Raises Overloaded or Unavailable if one of them could not be stored now."""
        outcomes = await self._intake.answers(list(submissions.values()))
        for outcome in outcomes:
            if isinstance(outcome, Overloaded | Unavailable):
                raise outcome
        pairs = zip(submissions.items(), outcomes, strict=True)
        return {number: _signal_outcome(outcome, submission.profiled.report) for (number, submission), outcome in pairs}


def _as_allowed(signal: Signal, rights: Rights) -> Signal:
    """Return the signal reduced to what the caller's rights allow."""
    if isinstance(signal, Acted):
        monitor = signal.action.value == "resolved" and not signal.by_person
        return signal if rights.may_act and not monitor else without_authority(signal)
    if rights.heartbeat and isinstance(signal, Fired):
        return Ignored(Reason.HEARTBEAT, signal.headline, signal)
    if rights.heartbeat and isinstance(signal, Recovered):
        return Ignored(Reason.HEARTBEAT_ENDED, signal.headline)
    return signal


async def _with_known_keys(signals: Sequence[Signal], ends: SignalEnds) -> list[Signal]:
    """Return the signals; ends lose a key that was made for them if nothing fires under it, here or in the store."""
    fired = {signal.dedup_key for signal in signals if isinstance(signal, Fired)}
    return [
        await ends.with_known_key(signal)
        if isinstance(signal, Recovered) and signal.key_is_made and signal.dedup_key not in fired
        else signal
        for signal in signals
    ]


def _ends_around_firings(
    signals: Sequence[Signal],
) -> tuple[list[tuple[int, Recovered]], list[tuple[int, Recovered]]]:
    """Return the ends to record before the firings, and those to record after them.

    An end without a start belongs before if the body lists a firing of the same key after it.
    """
    last_fired = {signal.dedup_key: number for number, signal in enumerate(signals) if isinstance(signal, Fired)}
    first: list[tuple[int, Recovered]] = []
    last: list[tuple[int, Recovered]] = []
    for number, signal in enumerate(signals):
        if isinstance(signal, Recovered) and signal.dedup_key:
            is_older = signal.starts_at is None and last_fired.get(signal.dedup_key, -1) > number
            (first if is_older else last).append((number, signal))
    return first, last


def _ends_without_key(signals: Sequence[Signal]) -> list[tuple[int, Recovered]]:
    """Return the ends that only their text can match to a firing; they resolve nothing."""
    ends = [(number, signal) for number, signal in enumerate(signals) if isinstance(signal, Recovered)]
    return [(number, end) for number, end in ends if not end.dedup_key]


def _signal_outcome(outcome: Outcome, report: Report) -> SignalOutcome:
    dedup_key = report.activation.dedup_key if report.activation else ""
    if isinstance(outcome, IncidentResponderError):
        return SignalOutcome(
            kind="ignored", reason=Reason.UNREADABLE.value, dedup_key=dedup_key, detail=str(outcome)[:200]
        )
    incident_id: str | None
    if isinstance(outcome, Recorded):
        reminder, status = outcome.reminder, outcome.verdict.value
        incident_id, severity = outcome.incident_id, outcome.severity.name
    else:
        reminder, status = bool(outcome["decision"].get("reminder")), outcome["status"]
        incident_id, severity = outcome["incident_id"], outcome["severity"]
    if status == RECOVERED:
        return SignalOutcome(kind="recovered", incident_id=incident_id, dedup_key=dedup_key)
    return SignalOutcome(
        kind="ignored" if reminder else "fired",
        status=status,
        reminder=reminder,
        incident_id=incident_id,
        severity=severity,
        dedup_key=dedup_key,
        reason="reminder" if reminder else "",
    )


def _quiet(rights: Rights) -> float | None:
    if rights.quiet is None or isinstance(rights.quiet, str):
        return NEVER if rights.quiet == OFF else None
    return rights.quiet
