"""The sample bodies beside the readers: what a sender really posts, and what it should cause."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from tools.inbound.registry import Reading, read, sender_named
from tools.inbound.signal import Acted, Fired, Ignored, Recovered, Signals

FOLDER = Path(__file__).with_name("samples")
# Long before the ends that samples announce, and long after those that are past.
READ_AT = 1_786_100_000.0
KINDS = {Fired: "fired", Recovered: "recovered", Acted: "acted", Ignored: "ignored"}


@dataclass(frozen=True)
class Sample:
    """One body of one sender. `about` is a sentence on what happened there; `headers` are those it needs."""

    sender: str
    name: str
    about: str
    content_type: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def reading(self) -> Reading:
        """What the body means if it arrives while its alerts are new."""
        found = sender_named(self.sender)
        if found is None:
            raise LookupError(f"no sender is called {self.sender}")
        return read(found, self.body, now=READ_AT, headers={"content-type": self.content_type, **self.headers})


def samples_of(sender: str) -> tuple[Sample, ...]:
    """All samples of a sender by name; empty for an unknown sender."""
    return tuple(_load(path) for path in sorted((FOLDER / sender).glob("*.json")))


def counts(signals: Signals) -> dict[str, int]:
    """The number of signals of each kind; kinds that do not occur are left out."""
    return dict(Counter(KINDS[type(signal)] for signal in signals))


def _load(path: Path) -> Sample:
    case = json.loads(path.read_text(encoding="utf-8"))
    body = case["body"]
    return Sample(
        path.parent.name,
        path.stem,
        case["about"],
        case["content_type"],
        body.encode() if isinstance(body, str) else json.dumps(body).encode(),
        case.get("headers", {}),
    )
