"""Sends records in batches, retries them until they are accepted, and counts each one once by its key."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from tools.errors import IncidentResponderError, Overloaded, Unavailable

BATCH_RECORDS = 200
LONGEST_WAIT_SECONDS = 60.0
_LATER = frozenset((408, 425, 429, 500, 502, 503, 504))
"""Statuses of reports that may be accepted later."""


@dataclass(frozen=True, slots=True)
class Item:
    """One record on its way. A repeat with the same key counts once."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class RecordResult:
    """What became of one record: a verdict and its incident, or the reason and HTTP status of a refusal."""

    status: str
    incident_id: str = ""
    severity: str = ""
    refusal: str = ""
    refused_with: int = 0


class Sink(Protocol):
    """Accepts reports."""

    def send(self, items: Sequence[Item]) -> Sequence[RecordResult]:
        """Return one result per item, in order. Raises Unavailable or Overloaded if none was accepted for now."""
        ...

    def close(self) -> None:
        """Release what it holds."""
        ...


class Stopped(Exception):
    """Raised if told to stop while something is on its way."""


class Sender:
    """Sends, waits and retries; prints what is worth a line."""

    def __init__(self, sink: Sink, stop: threading.Event, say: Callable[[str], None]) -> None:
        self._sink = sink
        self._stop = stop
        self._say = say
        self.counts: Counter[str] = Counter()

    def send(self, items: Sequence[Item]) -> None:
        """Return once each item was accepted or refused. Raises Stopped, and any error that no retry can cure."""
        left, tries = list(items), 0
        while left:
            try:
                ended = self._sink.send(left)
                again = [item for item, each in zip(left, ended, strict=True) if each.refused_with in _LATER]
                self._count([each for each in ended if each.refused_with not in _LATER])
                wait, why = _backoff(tries), next((each.refusal for each in ended if each.refused_with in _LATER), "")
                if len(again) < len(left):
                    tries = 0
            except (Unavailable, Overloaded) as error:
                again, wait, why = left, _wait(error, tries), str(error)
            if again and tries == 0:
                self._say(f"{len(again)} reports wait: {why}")
            left, tries = again, tries + 1
            if left and self._stop.wait(wait):
                raise Stopped

    def _count(self, ended: Sequence[RecordResult]) -> None:
        self.counts.update(each.status for each in ended)
        for each in ended:
            if each.refusal:
                self._say(f"refused: {each.refusal}")
            elif each.status != "existing":
                self._say(f"{each.status} {each.incident_id or '-'} {each.severity}")


def _wait(error: IncidentResponderError, tries: int) -> float:
    """Return how long to wait: as long as the server asked for, else the backoff."""
    asked = error.retry_after if isinstance(error, Overloaded) else error.detail.get("retry_after")
    return min(float(asked), LONGEST_WAIT_SECONDS) if isinstance(asked, int | float) else _backoff(tries)


def _backoff(tries: int) -> float:
    return min(2.0**tries, LONGEST_WAIT_SECONDS)
