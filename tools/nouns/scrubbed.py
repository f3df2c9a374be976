"""The result of erasing a text from a store."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

_PLACES: Mapping[str, str] = MappingProxyType(
    {
        "tickets": "tickets",
        "head": "tickets",
        "occurrences": "reports",
        "occurrence": "reports",
        "aliases": "fingerprints",
        "alias": "fingerprints",
        "events": "timelines",
        "event": "timelines",
        "idempotency": "saved replies",
        "reply": "saved replies",
        "outbox": "jobs",
        "revisions": "resolutions",
        "runbook": "runbooks",
        "sections": "runbook sections",
        "delivery": "deliveries",
        "intake-refused": "refused bodies",
        "intake-last": "sender records",
        "intake-environment": "sender records",
        "audit": "audit lines",
    }
)
"""The display name of a table of the embedded store, or of the first part of a record's or object's name."""
_DELIVERIES = "delivery/"


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """How many rows, records or objects contained the text, by the display names of their places."""

    places: Mapping[str, int] = field(default_factory=dict)
    deliveries: tuple[bytes, ...] = ()
    """The changed deliveries, as stored now."""

    rewritten: bool = True
    """False if the database file still contains the old text, because another process was reading."""

    @property
    def total(self) -> int:
        """The sum over all places."""
        return sum(self.places.values())


def tally(found: Iterable[tuple[str, bytes]]) -> Scrubbed:
    """Count the findings, each given as the name of its table, record or object and its new content."""
    places, deliveries = dict[str, int](), list[bytes]()
    for name, body in found:
        first = name.partition("/")[0]
        place = _PLACES.get(first, first)
        places[place] = places.get(place, 0) + 1
        if name.startswith(_DELIVERIES):
            deliveries.append(body)
    return Scrubbed(places, tuple(deliveries))
