"""Counts how often runbooks were used for advice, and finds problems without a runbook."""

from collections.abc import Sequence
from dataclasses import dataclass

from tools.nouns.incidents import Incident
from tools.nouns.redacted import Redacted

MOST_INCIDENTS = 500
"""How many of the newest incidents are counted."""
_MOST_MISSING = 25


@dataclass(frozen=True, slots=True)
class Missing:
    """A problem without a runbook: its newest incident, and its numbers of incidents and reports."""

    incident_id: str
    service: Redacted
    title: Redacted
    incidents: int
    reports: int


@dataclass(frozen=True, slots=True)
class Use:
    """The result for `incidents` incidents. `counts`: by how many each runbook was used."""

    incidents: int
    counts: dict[str, int]
    missing: tuple[Missing, ...]


def use_of(incidents: Sequence[Incident]) -> Use:
    """Count the use in incidents, given newest first. An incident that still waits for its advice counts as neither."""
    counts: dict[str, int] = {}
    lacking: dict[tuple[str, str], list[Incident]] = {}
    for each in incidents:
        for runbook_id in {section.runbook_id for section in each.dossier.runbooks}:
            counts[runbook_id] = counts.get(runbook_id, 0) + 1
        if each.dossier.advice is not None and not each.dossier.runbooks:
            lacking.setdefault((each.service, each.title), []).append(each)
    missing = [
        Missing(
            found[0].incident_id, found[0].service, found[0].title, len(found), sum(one.occurrences for one in found)
        )
        for found in lacking.values()
    ]
    most_first = sorted(missing, key=lambda each: (-each.reports, each.incident_id))
    return Use(len(incidents), counts, tuple(most_first[:_MOST_MISSING]))
