"""Knowledge: runbook sections, past resolutions, advice."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, NewType, Self

from tools.nouns.redacted import NOTHING, Labels, Redacted
from tools.nouns.reports import Report

SectionKind = Literal["runbook", "resolution", "title"]
RUNBOOK: Final = "runbook"
RESOLUTION: Final = "resolution"
TITLE: Final = "title"
PATH_SEPARATOR = " › "
"""Between the headings of a `Section.heading`."""

SHARED_TENANT = ""
"""Owns the runbooks that every tenant sees unless it has one of the same id."""
RunbookSource = NewType("RunbookSource", str)
"""Who owns a runbook: one of the sources below, or a folder's."""
SHIPPED = RunbookSource("shipped")
"""The library that comes with the product."""
API = RunbookSource("api")
"""`PUT /runbooks/{id}`."""
PAST_TICKETS = RunbookSource("resolution")
"""How a ticket was resolved, kept as a document beside the runbooks."""
NO_SOURCE = RunbookSource("")
"""Of a row that belongs to no runbook, and of a runbook that is only hidden."""
_FOLDER = "dir:"


def folder_source(name: str) -> RunbookSource:
    """The source of what is ingested from a folder known by that name."""
    return RunbookSource(_FOLDER + name)


def is_folder(source: RunbookSource) -> bool:
    """True for the source of a folder."""
    return source.startswith(_FOLDER)


@dataclass(frozen=True, slots=True)
class Runbook:
    """One Markdown document. `runbook_id` is its path below the ingested folder without `.md`.

    An ingest only removes what its own `source` brought. `digest` is the sha256 of the text, so that an unchanged file
    costs nothing.
    """

    runbook_id: Redacted
    title: Redacted
    text: Redacted
    source: RunbookSource
    digest: str
    url: Redacted | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """The heading-level piece that is retrieved and cited as `citation` = `runbook_id#anchor` or `resolution:inc_…`.

    `heading` is the path of headings that leads to it, below the title.
    """

    citation: Redacted
    kind: SectionKind
    runbook_id: Redacted
    title: Redacted
    heading: Redacted
    text: Redacted
    url: Redacted | None = None


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A section as runbook stores keep it, with its vector: float32, unit length, little-endian bytes.

    A row of kind TITLE holds a name of its entry as `text`, so that the name can be searched by meaning as well. `name`
    is what the entry is filed under and `source` the runbook's; both are empty in the row of a past resolution.
    """

    section: Section
    vector: bytes
    name: Redacted = NOTHING
    source: RunbookSource = NO_SOURCE

    @property
    def id(self) -> str:
        """runbook#anchor#version, each digested: the version is that of the vector, and of whatever made it."""
        runbook_id, _, anchor = self.section.citation.partition("#")
        parts = (runbook_id.encode("utf-8", "surrogatepass"), anchor.encode("utf-8", "surrogatepass"), self.vector)
        return "#".join(hashlib.sha256(part).hexdigest()[:16] for part in parts)


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A runbook section as a ticket and a search show it. `score` has four decimals."""

    runbook_id: Redacted
    title: Redacted
    heading: Redacted
    citation: Redacted
    score: float
    matched: bool
    excerpt: Redacted
    url: Redacted | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A section found for a question. `score` is calibrated to 0–1; `matched` ⇔ score ≥ RUNBOOK_MATCH_THRESHOLD."""

    section: Section
    score: float
    matched: bool
    excerpt: Redacted
    """Of what matched; empty for the others."""

    def shown(self) -> ShownSection:
        """What people see of it."""
        section = self.section
        return ShownSection(
            runbook_id=section.runbook_id,
            title=section.title,
            heading=section.heading,
            citation=section.citation,
            score=round(self.score, 4),
            matched=self.matched,
            excerpt=self.excerpt,
            url=section.url or None,
        )


@dataclass(frozen=True, slots=True)
class Question:
    """What retrieval and advice are asked about. `regression_of` is the resolved ticket that came back, if one did.

    `template`: what the search for similar problems compared, if there was one; its vector may serve again.
    """

    tenant: str
    service: Redacted
    log: Redacted
    labels: Labels = field(default_factory=dict)
    regression_of: str | None = None
    template: Redacted = NOTHING

    @classmethod
    def about(cls, report: Report, regression_of: str | None = None) -> Self:
        """What a report asks."""
        return cls(report.tenant, report.service, report.log, report.labels, regression_of)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. `citations` ⊆ what was retrieved; `dangers` names why a command in it needs a second look."""

    text: str
    citations: tuple[str, ...]
    dangers: tuple[str, ...] = ()
    not_in_runbook: bool = False
    """A command, code or address in it does not stand in what it cites, or most of its words do not."""
    unverified: bool = False
    """Not flagged, but a command in it is not on the list of those that only look."""


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


@dataclass(frozen=True, slots=True)
class Evidence:
    """All an advisor may use: the question, the matched sections and past resolutions (kind tells them apart)."""

    question: Question
    matches: Sequence[Match]
