"""An observation that does not come from a request body."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tools.nouns.severity import Severity


@dataclass(frozen=True, slots=True)
class Observed:
    """See `Observation`: a stand-in for a report's body."""

    log: str
    service: str
    environment: str | None = None
    severity: Severity | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    release: str | None = None
    event_time: float | None = None
    source: str | None = None
