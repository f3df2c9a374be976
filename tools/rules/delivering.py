"""Delivery rules: when a delivery is retried, what replaces it, and what a silence holds back. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase

from tools.nouns.deliveries import DeliveryRow, DeliveryState, Outcome, OutcomeKind
from tools.nouns.incidents import Incident
from tools.nouns.messages import Message
from tools.nouns.notices import CLOSING, NoticeKind
from tools.nouns.redacted import derived
from tools.nouns.severity import Severity
from tools.nouns.silences import Silence, SilenceMatch

GIVE_UP_SECONDS = 86_400.0
"""Counted from the first attempt."""
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 2.0, 900.0
LONGEST_ASKED_WAIT_SECONDS = 3600.0
"""The longest Retry-After that is honoured."""
LONGEST_ERROR = 300

OPENING = frozenset({NoticeKind.OPENED, NoticeKind.REGRESSED, NoticeKind.REOPENED})
"""Kinds that tell people about a ticket for the first time."""
REPLACEABLE = frozenset({NoticeKind.GROWN, NoticeKind.ESCALATED, NoticeKind.ADVICE_READY, NoticeKind.AMENDED})
"""Kinds whose later message contains everything that an unsent one would have said."""


def tried(row: DeliveryRow, outcome: Outcome, now: float, *, unblocked_at: float, chance: float) -> DeliveryRow:
    """Return the delivery after an attempt. `chance` (0 to 1) spreads out the retries of those that failed together."""
    done = replace(row, leased_by="", leased_until=0.0)
    error = derived(outcome.reason[:LONGEST_ERROR])
    match outcome.kind:
        case OutcomeKind.DELIVERED:
            external = outcome.thread.external_id if outcome.thread else row.external_id
            return replace(done, state=DeliveryState.DELIVERED, delivered_at=now, external_id=external)
        case OutcomeKind.REFUSED:
            return replace(done, state=DeliveryState.DEAD, last_error=error)
        case OutcomeKind.BLOCKED:
            return replace(done, state=DeliveryState.BLOCKED, last_error=error, first_tried_at=None, next_at=now)
        case OutcomeKind.LATER:
            last = max(row.first_tried_at or now, unblocked_at) + GIVE_UP_SECONDS
            if now >= last:
                return replace(done, state=DeliveryState.DEAD, last_error=error)
            again = min(last, now + wait(row.tries, outcome.retry_after, chance))
            return replace(done, state=DeliveryState.RETRYING, last_error=error, next_at=again)


def wait(tries: int, asked: float | None, chance: float) -> float:
    """Return the seconds until the next attempt: doubled each time, less up to half, and at least what was `asked`."""
    full = min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2.0 ** min(max(tries, 1) - 1, 20))
    return max(full * (0.5 + chance / 2), min(asked or 0.0, LONGEST_ASKED_WAIT_SECONDS))


def replacement(row: DeliveryRow, later: Iterable[DeliveryRow]) -> DeliveryRow | None:
    """Return the delivery that replaces an untried one: the last of its kind behind it on the same ticket."""
    if row.tries or row.replayed or row.message.kind not in REPLACEABLE:
        return None
    return next((each for each in reversed(list(later)) if each.message.kind is row.message.kind), None)


def covering_silence(silences: Iterable[Silence], row: DeliveryRow, now: float, *, was_told: bool) -> Silence | None:
    """Return the active silence that holds an untried delivery back: the longest, so that it is released only once."""
    message = row.message
    if row.tries or row.replayed or message.test or (was_told and message.kind in CLOSING):
        return None
    active = [each for each in silences if each.active(now) and fits(each.match, message)]
    return max(active, key=lambda each: each.ends_at, default=None)


def fits(match: SilenceMatch, message: Message) -> bool:
    """True if a silence covers a message. It never covers a digest, which contains only what no silence holds back."""
    labels = {str(name): str(value) for name, value in message.labels}
    pairs = (
        (match.service, message.service), (match.environment, message.environment),
        (match.incident_id, message.incident_id),
    )  # fmt: skip
    return (
        message.kind is not NoticeKind.DIGEST
        and all(not glob or fnmatchcase(text, glob) for glob, text in pairs)
        and _severe(match.severity, message.severity)
        and all(name in labels and fnmatchcase(labels[name], glob) for name, glob in match.labels.items())
    )


def delivery_at_silence_end(rows: Sequence[DeliveryRow]) -> DeliveryRow:
    """Choose the held-back delivery to send when a silence ends: the opening one, else the newest.

    All `rows` are about one ticket and for one destination.
    """
    return next((row for row in rows if row.message.kind in OPENING), rows[-1])


def with_present_state(message: Message, ticket: Incident) -> Message:
    """Update a message that was held back with the present state of its ticket."""
    return replace(
        message,
        status=ticket.status,
        severity=ticket.severity,
        occurrences=ticket.occurrences,
        last_seen=ticket.last_seen,
    )


def _severe(wanted: str, severity: Severity) -> bool:
    if wanted.startswith((">=", "<=")):
        bound = Severity[wanted[2:].strip()]
        return severity >= bound if wanted[0] == ">" else severity <= bound
    return not wanted or fnmatchcase(severity.name, wanted)
