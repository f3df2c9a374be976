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
"""Separates the headings in `Section.heading`."""

SHARED_TENANT = ""
"""The owner of the runbooks that every tenant sees unless it has its own with the same id."""
RunbookSource = NewType("RunbookSource", str)
"""Where a runbook came from: one of the sources below, or a folder."""
SHIPPED = RunbookSource("shipped")
"""The runbooks that come with the product."""
API = RunbookSource("api")
"""`PUT /runbooks/{id}`."""
PAST_TICKETS = RunbookSource("resolution")
"""A ticket's resolution, stored as a document beside the runbooks."""
NO_SOURCE = RunbookSource("")
"""The source of a row without a runbook, and of a runbook that is only hidden."""
_FOLDER = "dir:"


def folder_source(name: str) -> RunbookSource:
    """The source of runbooks ingested from the folder with this name."""
    return RunbookSource(_FOLDER + name)


def is_folder(source: RunbookSource) -> bool:
    """True if the source is a folder."""
    return source.startswith(_FOLDER)


@dataclass(frozen=True, slots=True)
class Runbook:
    """One Markdown document. `runbook_id` is its path below the ingested folder without `.md`.

    An ingest removes only documents of its own `source`. `digest` is the sha256 of the text, so that an unchanged file
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
    """The part below one heading, retrieved and cited as `citation` = `runbook_id#anchor` or `resolution:inc_…`.

    `heading` is the path of its headings below the title.
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
    """A stored section with its vector: float32, unit length, little-endian bytes.

    A row of kind TITLE holds a name of its entry as `text`, so that the name can be searched by meaning as well. `name`
    is the key that the entry is filed under and `source` the runbook's; both are empty for a past resolution.
    """

    section: Section
    vector: bytes
    name: Redacted = NOTHING
    source: RunbookSource = NO_SOURCE

    @property
    def id(self) -> str:
        """runbook#anchor#version, each digested. The version is the vector's: it changes with the text or model."""
        runbook_id, _, anchor = self.section.citation.partition("#")
        parts = (runbook_id.encode("utf-8", "surrogatepass"), anchor.encode("utf-8", "surrogatepass"), self.vector)
        return "#".join(hashlib.sha256(part).hexdigest()[:16] for part in parts)


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A runbook section as shown on a ticket or in search results. `score` has four decimals."""

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
    """A part of the section's text; empty if it did not match."""

    def shown(self) -> ShownSection:
        """The form that is shown to people."""
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
    """The input of retrieval and advice. `regression_of` is the resolved ticket that came back, if one did.

    `template`: the text that the search for similar problems embedded, if any; its vector may be reused.
    """

    tenant: str
    service: Redacted
    log: Redacted
    labels: Labels = field(default_factory=dict)
    regression_of: str | None = None
    template: Redacted = NOTHING

    @classmethod
    def about(cls, report: Report, regression_of: str | None = None) -> Self:
        """The question that a report poses."""
        return cls(report.tenant, report.service, report.log, report.labels, regression_of)


@dataclass(frozen=True, slots=True)
class Step:
    """One action. `citations` ⊆ the retrieved sections; `dangers` says why a command in it needs a second look."""

    text: str
    citations: tuple[str, ...]
    dangers: tuple[str, ...] = ()
    not_in_runbook: bool = False
    """A command, code or address in it, or most of its words, do not occur in the sections it cites."""
    unverified: bool = False
    """Not flagged as dangerous, but a command in it is not on the list of read-only commands."""


@dataclass(frozen=True, slots=True)
class Advice:
    """Root cause, immediate actions and prevention; or an abstention with its reason and what would help.

    `source` names its author ("runbooks" or "openai:<model>"); `notes` say what was degraded.
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
    """Everything an advisor may use: the question and the matches (sections and past resolutions, told by `kind`)."""

    question: Question
    matches: Sequence[Match]
