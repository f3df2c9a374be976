"""Classifies the other side's answer to a delivery: delivered, refused, blocked, or to be retried."""

import re
from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from math import isfinite

from tools.nouns.deliveries import Outcome, OutcomeKind, Thread
from tools.text.redaction.redact import redact
from tools.text.visible import visible

LONGEST_REASON = 300
LONGEST_WAIT_SECONDS = 86_400.0
_ADDRESS = re.compile(r"(?:https?|smtps?)://[^\s\"'<>]+")

_REFUSED = frozenset((400, 411, 413, 414, 415, 422, 431))
_LATER = frozenset((408, 409, 423, 425, 429))


class Undelivered(Exception):
    """A try was not confirmed. Carries the outcome; `arrived` is None if it is unknown whether the message arrived."""

    def __init__(self, outcome: Outcome, *, arrived: bool | None = False) -> None:
        super().__init__(outcome.reason)
        self.outcome = outcome
        self.arrived = arrived


def delivered(thread: Thread | None = None) -> Outcome:
    """The message was delivered; `thread` is stored for later messages about the ticket."""
    return Outcome(OutcomeKind.DELIVERED, thread)


def refused(why: str) -> Outcome:
    """The destination will never accept this message."""
    return Outcome(OutcomeKind.REFUSED, reason=reason(why))


def blocked(why: str) -> Outcome:
    """The destination accepts nothing until somebody fixes its configuration."""
    return Outcome(OutcomeKind.BLOCKED, reason=reason(why))


def later(why: str, retry_after: float | None = None) -> Outcome:
    """Try again; `retry_after` is the wait in seconds that the other side asked for, if it did."""
    return Outcome(OutcomeKind.LATER, reason=reason(why), retry_after=retry_after)


def reason(text: str) -> str:
    """The reason as one line of at most 300 characters, without the secrets and addresses that an answer may repeat."""
    line = " ".join(visible(text).split())
    cleaned = " ".join(redact(_ADDRESS.sub("(address)", line[:2_000])).split())
    return cleaned if len(cleaned) <= LONGEST_REASON else cleaned[: LONGEST_REASON - 1] + "…"


def kind_of(status: int) -> OutcomeKind:
    """Classify an HTTP status. Redirects and unlisted client errors block the destination, so that nothing is lost."""
    if 200 <= status < 300:
        return OutcomeKind.DELIVERED
    if status in _REFUSED:
        return OutcomeKind.REFUSED
    if status in _LATER or status >= 500 or status < 200:
        return OutcomeKind.LATER
    return OutcomeKind.BLOCKED


def outcome_of_answer(status: int, headers: Mapping[str, str], now: float, error_text: str = "") -> Outcome:
    """The outcome of an unsuccessful HTTP answer. `error_text` is the reason that the other side gave."""
    kind = kind_of(status)
    why = f"answered {status}" + (f": {error_text}" if error_text else "")
    if 300 <= status < 400:
        why = f"answered {status}: redirects are not followed; configure the address that it redirects to"
    wait = retry_after(headers, now) if kind is OutcomeKind.LATER else None
    return Outcome(kind, reason=reason(why), retry_after=wait)


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """The wait that Retry-After asks for, in seconds, at most a day. None if it is absent or unreadable."""
    said = headers.get("Retry-After") or headers.get("retry-after") or ""
    try:
        seconds = float(said)
    except ValueError:
        try:
            date = parsedate_to_datetime(said)
        except ValueError:
            return None
        seconds = (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp() - now
    return min(max(seconds, 0.0), LONGEST_WAIT_SECONDS) if isfinite(seconds) else None
