"""The decision record: why a report was counted on its ticket. Stored, returned, and shown by `explain`."""

from dataclasses import dataclass
from enum import StrEnum

from tools.nouns.quick import quick_dataclass
from tools.nouns.redacted import Redacted, derived

JUDGED = derived("judged the same problem")
"""The reason when two problems are joined because of their messages."""


class Verdict(StrEnum):
    """The verdict on a report."""

    NEW = "new"
    EXISTING = "existing"
    REGRESSION = "regression"


class Band(StrEnum):
    """What the evidence says about two messages."""

    SAME = "same"
    ASK = "ask"
    SEPARATE = "separate"


class Method(StrEnum):
    """How a report's problem was found."""

    EXACT = "exact"
    """Its fingerprint was known."""
    DEDUP_KEY = "dedup_key"
    """Its sender's deduplication key was counted on a stored problem, and nothing in the texts forbids the match."""
    SEMANTIC = "semantic"
    """Its message was judged to belong to a stored problem."""
    ADJUDICATED = "adjudicated"
    """A model was asked, and confirmed the match."""
    LEARNED = "learned"
    """It differs from stored messages only in one word that was learned to be a parameter."""
    NONE = "none"
    """No stored problem is the same."""


class Late(StrEnum):
    """Why a report belongs to a ticket that is already resolved."""

    EVENT_TIME = "event-time"
    OLDER_RELEASE = "older-release"
    GRACE = "grace"
    STILL_FIRING = "still-firing"
    """The alert began before the ticket was resolved and may need some time to end."""


class Rematch(StrEnum):
    """The result of the deferred match for a ticket that was opened on its fingerprint alone."""

    NONE = "none"
    """It is a separate problem, or was decided before."""
    MERGED = "merged"
    """It is the same problem as another live ticket; the later of the two was merged into the earlier."""
    REGRESSION = "regression"
    """It became the next generation of a resolved ticket."""
    CLOSED = "closed"
    """Its problem's ticket was resolved meanwhile and no report came afterwards, so it was closed too."""


class SeverityFrom(StrEnum):
    """The source of the ticket's severity when the report was recorded."""

    REPORT = "report"
    """The report states it in its own field."""
    TEXT = "text"
    """It was read from the report's text: a monitor's field or wording, or the log level."""
    DEFAULT = "default"
    """Neither gives one, so DEFAULT_SEVERITY applies."""
    REGRESSION = "regression"
    """The problem came back, so REGRESSION_SEVERITY applies."""
    ESCALATED = "escalated"
    """The report is worse than the ticket and raised its severity."""
    TICKET = "ticket"
    """The ticket keeps its severity."""


@quick_dataclass(frozen=True, slots=True)
class Comparison:
    """Measurements on two messages; `explain` shows them."""

    lexical: float = 0.0
    """Weighted overlap of their words, 0 to 1."""
    cosine: float = 0.0
    only_left: tuple[str, ...] = ()
    """The first few words that only the report has."""
    only_right: tuple[str, ...] = ()
    rules: int = 0
    """The version of the rules used."""
    aligned: bool = False
    """True if their templates align word by word."""
    doubts: tuple[str, ...] = ()
    """What forbids a join unless the adjudicator confirms it."""


@quick_dataclass(frozen=True, slots=True)
class Judgement:
    """The comparison of two profiles. `vetoes` name what forbids a join, whatever the score."""

    band: Band
    score: float
    vetoes: tuple[str, ...] = ()
    evidence: Comparison | None = None


@dataclass(frozen=True, slots=True)
class Versions:
    """The versions of the rules behind a decision; 0 if the build did not record them."""

    fingerprint: int = 0
    rules: int = 0


@dataclass(frozen=True, slots=True)
class Alternative:
    """A stored fingerprint that was compared and rejected; `incident_id` was its problem's ticket at that time."""

    incident_id: str | None
    fingerprint: str
    band: Band
    score: float
    vetoes: tuple[str, ...] = ()
    cosine: float | None = None


@dataclass(frozen=True, slots=True)
class Similar:
    """Another problem that may be related."""

    incident_id: str
    score: float
    title: Redacted


@dataclass(frozen=True, slots=True)
class Decision:
    """Why one report got its verdict. It contains everything needed to replay the judgement."""

    verdict: Verdict
    method: Method
    band: Band
    versions: Versions
    score: float | None = None
    """0 to 1; None if nothing was near."""
    candidate: str | None = None
    """The ticket it was counted on, or the resolved one that recurs; None for a new problem."""
    candidate_fingerprint: str | None = None
    """The stored fingerprint it was compared with; None if it matched its own."""
    vetoes: tuple[str, ...] = ()
    """What separated it from the nearest stored problem."""
    late: Late | None = None
    learned_word: int | None = None
    """The index, from 0, of the template word that was learned to be a parameter."""
    searched: bool = True
    """False: overload or a failure postponed the search, so the fingerprint alone decided."""
    evidence: Comparison | None = None
    """The comparison with the stored message that it was joined to."""
    alternatives: tuple[Alternative, ...] = ()
    similar: tuple[Similar, ...] = ()
    severity_from: SeverityFrom | None = None
    """None if the build did not record it."""
    similarity_threshold: float | None = None
    """SIMILARITY_THRESHOLD at the time; None if nothing was compared."""
    reminder: bool = False
    """It repeats an alert firing that was counted before."""
    recurrence: bool = False
    """It is a regression of a ticket that was resolved because its alerts ended, not by a person."""
    clamped: bool = False
    """Its event time was too far in the future and was replaced by its arrival time."""
    dry_run: bool = False

    @property
    def reason(self) -> str:
        """The method in words and, if the report is late, why."""
        return f"{self._how()}; {self.late.value}" if self.late else self._how()

    @property
    def refused_fingerprint(self) -> str | None:
        """The most similar fingerprint that was rejected; None if nothing was near."""
        return self.alternatives[0].fingerprint if self.alternatives else None

    def _how(self) -> str:
        match self.method:
            case Method.EXACT:
                return "same fingerprint"
            case Method.DEDUP_KEY:
                return "the sender's key of the alert"
            case Method.LEARNED if self.learned_word is not None:
                return f"differs in word {self.learned_word + 1}, a learned parameter"
            case Method.NONE if not self.searched:
                return "not searched yet: decided by fingerprint alone"
            case Method.NONE:
                return "no stored problem is the same"
        return JUDGED
