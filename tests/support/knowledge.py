"""Runbook sections and dossiers for tests that need any."""

from tools.nouns.incidents import Dossier
from tools.nouns.knowledge import API, RUNBOOK, Advice, RunbookSource, Section, SectionRow, ShownSection, Step
from tools.nouns.redacted import stored


def section_row(citation: str = "db#a", vector: bytes = b"1234", source: RunbookSource = API) -> SectionRow:
    """A section as stores keep it; everything is named after its citation."""
    runbook_id = citation.split("#")[0]
    texts = (citation, runbook_id, runbook_id.title(), "Mitigation", f"Text of {citation}.")
    cited, known_as, title, heading, text = map(stored, texts)
    return SectionRow(Section(cited, RUNBOOK, known_as, title, heading, text), vector, title, source)


def dossier(recommendations: str = "restart it", runbook_id: str = "db") -> Dossier:
    """One runbook section and one step with everything that a dossier may hold."""
    shown = ShownSection(
        stored(runbook_id),
        stored("Db"),
        stored("Mitigation"),
        stored(f"{runbook_id}#mitigation"),
        0.91,
        True,
        stored("Restart it."),
        stored("https://w/x"),
    )
    step = Step(recommendations, (shown.citation,), ("it deletes data",))
    advice = Advice("The pool.", (shown.citation,), (step,), (step,), source="openai:m", notes=("degraded",))
    return Dossier((shown,), recommendations, advice)
