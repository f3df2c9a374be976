"""The nouns of what the product knows and says: runbook sections, past resolutions, advice."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from tools.nouns.redacted import Labels, Redacted

RUNBOOK = "runbook"
RESOLUTION = "resolution"


@dataclass(frozen=True, slots=True)
class Runbook:
    """One Markdown document. `runbook_id` is its path below the ingested folder without `.md`.

    `source` tells who owns it: "shipped", "api", or "dir:<name>"; an ingest only removes what its own source brought.
    `digest` is the sha256 of the text, so that an unchanged file costs nothing.
    """

    runbook_id: Redacted
    title: Redacted
    text: Redacted
    source: str
    digest: str
    url: Redacted | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """The heading-level piece that is retrieved and cited as `citation` = `runbook_id#anchor` or `resolution:inc_…`."""

    citation: Redacted
    kind: str
    runbook_id: Redacted
    title: Redacted
    heading: Redacted
    text: Redacted
    url: Redacted | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A section found for a problem. `score` is calibrated to 0–1; `matched` ⇔ score ≥ RUNBOOK_MATCH_THRESHOLD."""

    section: Section
    score: float
    matched: bool
    excerpt: Redacted

    def to_wire(self) -> dict[str, Any]:
        """The wire's shape of a runbook match."""
        section = self.section
        wire = {
            "runbook_id": section.runbook_id,
            "title": section.title,
            "section": section.heading,
            "citation": section.citation,
            "score": round(self.score, 4),
            "matched": self.matched,
            "excerpt": self.excerpt,
        }
        return wire | ({"url": section.url} if section.url else {})


@dataclass(frozen=True, slots=True)
class Problem:
    """What retrieval and advice are asked about."""

    tenant: str
    service: Redacted
    log: Redacted
    template: Redacted
    labels: Labels = field(default_factory=dict)
    severity: str = ""
    regression_of: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. `citations` ⊆ what was retrieved; `dangers` names why a command in it needs a second look."""

    text: str
    citations: tuple[str, ...]
    dangers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Advice:
    """Root cause, immediate actions, prevention; or an abstention with the reason and what would help.

    `source` names who wrote it ("runbooks" or "openai:<model>"); `notes` say what was degraded.
    """

    root_cause: str = ""
    root_cause_citations: tuple[str, ...] = ()
    immediate: tuple[Step, ...] = ()
    prevention: tuple[Step, ...] = ()
    abstained: bool = False
    reason: str = ""
    source: str = "runbooks"
    notes: tuple[str, ...] = ()

    def to_wire(self) -> dict[str, Any]:
        """Plain JSON types, as stored with the ticket and sent to clients."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Evidence:
    """All an advisor may use: the problem, the matched sections and past resolutions (kind tells them apart)."""

    problem: Problem
    matches: Sequence[Match]
