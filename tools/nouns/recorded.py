"""The store's answer to a report."""

from tools.nouns.decisions import Decision, Similar, Verdict
from tools.nouns.incidents import Dossier
from tools.nouns.quick import quick_dataclass
from tools.nouns.severity import Severity


@quick_dataclass(frozen=True, slots=True)
class Recorded:
    """The store's durable answer to one report. `replayed`: this request id was already stored."""

    request_id: str
    verdict: Verdict
    incident_id: str
    root_id: str
    severity: Severity
    occurrences: int
    decision: Decision
    dossier: Dossier
    regression_of: str | None = None
    pending: tuple[str, ...] = ()
    replayed: bool = False

    @property
    def reminder(self) -> bool:
        """True if it repeats an activation that was counted before, so that nothing was counted now."""
        return self.decision.reminder

    @property
    def similar(self) -> tuple[Similar, ...]:
        """Other problems that may be related."""
        return self.decision.similar
