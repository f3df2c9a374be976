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
        "idempotency": "kept replies",
        "reply": "kept replies",
        "outbox": "jobs",
        "revisions": "resolutions",
        "runbook": "runbooks",
        "sections": "runbook sections",
        "delivery": "deliveries",
        "intake-refused": "refused bodies",
        "intake-last": "bodies of senders",
        "intake-environment": "bodies of senders",
        "audit": "audit lines",
    }
)
"""What people call a table of the embedded store, or the first part of the name of a record or object."""
_DELIVERIES = "delivery/"


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """How many rows, records or objects held the text, by what people call their places."""

    places: Mapping[str, int] = field(default_factory=dict)
    deliveries: tuple[bytes, ...] = ()
    """Those among them, as they are kept now."""

    rewritten: bool = True
    """False if the file still holds what was there before, for another process was reading."""

    @property
    def total(self) -> int:
        """All places together."""
        return sum(self.places.values())


def tally(found: Iterable[tuple[str, bytes]]) -> Scrubbed:
    """What was found, each by the name of its table, record or object, with what is kept there now."""
    places, deliveries = dict[str, int](), list[bytes]()
    for name, body in found:
        first = name.partition("/")[0]
        place = _PLACES.get(first, first)
        places[place] = places.get(place, 0) + 1
        if name.startswith(_DELIVERIES):
            deliveries.append(body)
    return Scrubbed(places, tuple(deliveries))
