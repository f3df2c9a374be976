"""Knowledge as plain JSON and back, in one format for the API, the state of a run, and the stores.

These functions read only what they wrote, which is why the texts count as redacted.
"""

from dataclasses import asdict

from tools.nouns.incidents import Dossier
from tools.nouns.json_types import Json, Stored
from tools.nouns.knowledge import (
    NO_SOURCE,
    RESOLUTION,
    Advice,
    Match,
    RunbookSource,
    Section,
    SectionRow,
    ShownSection,
    Step,
)
from tools.nouns.redacted import stored


def shown_to_json(shown: ShownSection) -> Json:
    """A section in the API's format; `url` is left out if there is none."""
    found: Json = {
        "runbook_id": shown.runbook_id,
        "title": shown.title,
        "section": shown.heading,
        "citation": shown.citation,
        "score": shown.score,
        "matched": shown.matched,
        "excerpt": shown.excerpt,
    }
    return found | {"url": shown.url} if shown.url else found


def shown_from_json(found: Stored) -> ShownSection:
    """The inverse of `shown_to_json`."""
    url = found.get("url")
    return ShownSection(
        runbook_id=stored(found["runbook_id"]),
        title=stored(found["title"]),
        heading=stored(found["section"]),
        citation=stored(found["citation"]),
        score=found["score"],
        matched=found["matched"],
        excerpt=stored(found["excerpt"]),
        url=stored(url) if url else None,
    )


def advice_to_json(advice: Advice) -> Json:
    """Advice in the API's format."""
    return {
        "root_cause": advice.root_cause,
        "root_cause_citations": list(advice.root_cause_citations),
        "immediate": [_step_to_json(step) for step in advice.immediate],
        "prevention": [_step_to_json(step) for step in advice.prevention],
        "abstained": advice.abstained,
        "reason": advice.reason,
        "source": advice.source,
        "notes": list(advice.notes),
    }


def advice_from_json(found: Stored) -> Advice:
    """The inverse of `advice_to_json`."""
    return Advice(
        root_cause=found["root_cause"],
        root_cause_citations=tuple(found["root_cause_citations"]),
        immediate=tuple(_step_from_json(step) for step in found["immediate"]),
        prevention=tuple(_step_from_json(step) for step in found["prevention"]),
        abstained=found["abstained"],
        reason=found["reason"],
        source=found["source"],
        notes=tuple(found["notes"]),
    )


def dossier_to_json(dossier: Dossier) -> Json:
    """A ticket's dossier, under the API's three keys."""
    return {
        "runbooks": [shown_to_json(shown) for shown in dossier.runbooks],
        "recommendations": dossier.recommendations,
        "advice": advice_to_json(dossier.advice) if dossier.advice else None,
    }


def dossier_from_json(found: Stored) -> Dossier:
    """The inverse of `dossier_to_json`."""
    return Dossier(
        runbooks=tuple(shown_from_json(shown) for shown in found["runbooks"]),
        recommendations=found["recommendations"],
        advice=advice_from_json(found["advice"]) if found["advice"] else None,
    )


def match_to_json(match: Match) -> Json:
    """A match with its whole section, for the state of a run."""
    return asdict(match)


def match_from_json(found: Stored) -> Match:
    """The inverse of `match_to_json`."""
    section = _section_from_json(found["section"])
    return Match(section, found["score"], found["matched"], stored(found["excerpt"]))


def row_to_json(row: SectionRow) -> Json:
    """A section row as stored, without its vector, which each store stores separately."""
    filed = {} if row.section.kind == RESOLUTION else {"name": row.name, "source": row.source}
    return asdict(row.section) | filed


def row_from_json(found: Stored, vector: bytes) -> SectionRow:
    """The inverse of `row_to_json`."""
    return SectionRow(
        _section_from_json(found), vector, stored(found.get("name", "")), RunbookSource(found.get("source", NO_SOURCE))
    )


def _section_from_json(found: Stored) -> Section:
    url = found.get("url")
    return Section(
        citation=stored(found["citation"]),
        kind=found["kind"],
        runbook_id=stored(found["runbook_id"]),
        title=stored(found["title"]),
        heading=stored(found["heading"]),
        text=stored(found["text"]),
        url=stored(url) if url else None,
    )


def _step_to_json(step: Step) -> Json:
    return {
        "text": step.text,
        "citations": list(step.citations),
        "dangers": list(step.dangers),
        "not_in_runbook": step.not_in_runbook,
        "unverified": step.unverified,
    }


def _step_from_json(found: Stored) -> Step:
    return Step(
        found["text"],
        tuple(found["citations"]),
        tuple(found["dangers"]),
        found.get("not_in_runbook", False),  # advice of earlier versions has no marks
        found.get("unverified", False),
    )
