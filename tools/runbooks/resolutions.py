"""A resolved ticket as knowledge: what was wrong and what ended it, found again by the words of the problem."""

from dataclasses import asdict

from tools.knowledge import RESOLUTION, Section
from tools.ports import Embedder
from tools.runbooks.rows import Row
from tools.types import Incident

PREFIX = "resolution:"


def resolution_section(incident: Incident) -> Section | None:
    """The section that cites a ticket's resolution; None while it has no resolution text."""
    text = str((incident.resolution or {}).get("text") or "").strip()
    if not text:
        return None
    heading = f"Resolution on {incident.service}"
    return Section(PREFIX + incident.incident_id, RESOLUTION, "", incident.title, heading, text)


async def resolution_row(section: Section, embedder: Embedder) -> tuple[Row, bytes]:
    """The row to store: its vector is that of the problem, since that is what a new report resembles."""
    return asdict(section), (await embedder.embed([section.title]))[0]
