"""Runbook sections and dossiers for tests that need any."""

from tools.nouns.incidents import Dossier
from tools.nouns.knowledge import RUNBOOK, Advice, Section, SectionRow, ShownSection, Step


def section_row(citation: str = "db#a", vector: bytes = b"1234", source: str = "api") -> SectionRow:
    """A section as stores keep it; everything is named after its citation."""
    runbook_id = citation.split("#")[0]
    section = Section(citation, RUNBOOK, runbook_id, runbook_id.title(), "Mitigation", f"Text of {citation}.")
    return SectionRow(section, vector, section.title, source)


def dossier(recommendations: str = "restart it", runbook_id: str = "db") -> Dossier:
    """One runbook section and one step with everything that a dossier may hold."""
    shown = ShownSection(
        runbook_id, "Db", "Mitigation", f"{runbook_id}#mitigation", 0.91, True, "Restart it.", "https://w/x"
    )
    step = Step(recommendations, (shown.citation,), ("it deletes data",))
    advice = Advice("The pool.", (shown.citation,), (step,), (step,), source="openai:m", notes=("degraded",))
    return Dossier((shown,), recommendations, advice)
