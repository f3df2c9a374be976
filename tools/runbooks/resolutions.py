"""A resolved ticket as knowledge: the problem and its fix, found by the problem's words."""

import hashlib
from contextlib import suppress

from tools.errors import NotFound
from tools.nouns.incidents import Incident
from tools.nouns.knowledge import PAST_TICKETS, RESOLUTION, Runbook, Section, SectionRow
from tools.nouns.redacted import NOTHING, derived, stored
from tools.ports import Embedder, RunbookStore

PREFIX = "resolution:"


def resolution_section(incident: Incident) -> Section | None:
    """Return the section that cites what fixed a ticket; None if no person has said so, as after a mere recovery."""
    text = incident.resolution.fix if incident.resolution else None
    if text is None:
        return None
    return Section(
        citation=derived(PREFIX + incident.incident_id),
        kind=RESOLUTION,
        runbook_id=NOTHING,
        title=incident.title,
        heading=derived(f"Resolution on {incident.service}"),
        text=stored(text.strip()),
    )


async def remember_resolution(store: RunbookStore, embedder: Embedder, incident: Incident) -> None:
    """Make a ticket's resolution findable. Idempotent; does nothing for a ticket without one.

    It is stored beside the runbooks, as a document whose source excludes it from lists of runbooks. Its vector is that
    of the problem, because a new report resembles the problem.
    """
    section = resolution_section(incident)
    if section is None:
        return
    digest = hashlib.sha256(section.text.encode("utf-8", "surrogatepass")).hexdigest()
    document = Runbook(section.citation, section.title, section.text, PAST_TICKETS, digest)
    vector = (await embedder.embed([section.title]))[0]
    await store.put_runbook(incident.tenant, document, [SectionRow(section, vector)])


async def forget_resolution(store: RunbookStore, incident: Incident) -> None:
    """Make a ticket's resolution unfindable. Idempotent."""
    with suppress(NotFound):
        await store.delete_runbook(incident.tenant, derived(PREFIX + incident.incident_id))
