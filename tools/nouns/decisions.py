"""The decision record: why a report was counted where it was. Stored, sent with the answer, shown by `explain`."""

from dataclasses import dataclass
from enum import StrEnum

from tools.nouns.quick import quick_dataclass
from tools.nouns.redacted import Redacted, derived

JUDGED = derived("judged the same problem")
"""Why two problems are one, when their messages say so."""


class Verdict(StrEnum):
    """What a report turned out to be."""

    NEW = "new"
    EXISTING = "existing"
    REGRESSION = "regression"


class Band(StrEnum):
    """What the evidence says of two messages."""

    SAME = "same"
    ASK = "ask"
    SEPARATE = "separate"


class Method(StrEnum):
    """How the problem of a report was found."""

    EXACT = "exact"
    """Its fingerprint was known."""
    DEDUP_KEY = "dedup_key"
    """Its sender calls the alert by a key that was counted on a stored problem, and nothing in the texts forbids it."""
    SEMANTIC = "semantic"
    """Its message was judged to be of a stored problem."""
    ADJUDICATED = "adjudicated"
    """A model was asked, and said yes."""
    LEARNED = "learned"
    """It differs from stored messages in one word that was learned to be a parameter."""
    NONE = "none"
    """No stored problem is the same."""


class Late(StrEnum):
    """Why a report belongs to a ticket that is already resolved."""

    EVENT_TIME = "event-time"
    OLDER_RELEASE = "older-release"
    GRACE = "grace"
    STILL_FIRING = "still-firing"
    """The alert began before the resolve and may need a while to end."""


class Rematch(StrEnum):
    """How the deferred match of a ticket ended that was opened on its fingerprint alone."""

    NONE = "none"
    """It is a problem of its own, or was decided before."""
    MERGED = "merged"
    """It is one with another live ticket; the later of the two was merged into the earlier."""
    REGRESSION = "regression"
    """It became the next generation of a resolved one."""
    CLOSED = "closed"
    """Its problem's ticket was resolved meanwhile, and nothing of it came afterwards: it was closed with it."""


class SeverityFrom(StrEnum):
    """Where the ticket's severity came from when the report was recorded."""

    REPORT = "report"
    """The report states it in its own field."""
    TEXT = "text"
    """It was read from the report's text: a field or a call of the monitor that wrote it, or the log level."""
    DEFAULT = "default"
    """Neither states one: DEFAULT_SEVERITY."""
    REGRESSION = "regression"
    """The problem came back: REGRESSION_SEVERITY."""
    ESCALATED = "escalated"
    """The report is worse than the ticket was, and raised it."""
    TICKET = "ticket"
    """The ticket keeps the severity it had."""


@quick_dataclass(frozen=True, slots=True)
class Comparison:
    """What was measured of two messages; `explain` shows it."""

    lexical: float = 0.0
    """Weighted overlap of their words, 0 to 1."""
    cosine: float = 0.0
    only_left: tuple[str, ...] = ()
    """The words that only the report has, the first few."""
    only_right: tuple[str, ...] = ()
    rules: int = 0
    """The version of the rules that measured."""
    aligned: bool = False
    """Their templates line up word by word."""
    doubts: tuple[str, ...] = ()
    """What forbids a join unless somebody is asked."""


@quick_dataclass(frozen=True, slots=True)
class Judgement:
    """Two profiles compared. `vetoes` name what forbids any join, whatever the score."""

    band: Band
    score: float
    vetoes: tuple[str, ...] = ()
    evidence: Comparison | None = None


@dataclass(frozen=True, slots=True)
class Versions:
    """The rules a decision was made with. 0: by a build that did not say."""

    fingerprint: int = 0
    rules: int = 0


@dataclass(frozen=True, slots=True)
class Alternative:
    """A stored fingerprint that was compared and refused; `incident_id` is its problem's ticket at that time."""

    incident_id: str | None
    fingerprint: str
    band: Band
    score: float
    vetoes: tuple[str, ...] = ()
    cosine: float | None = None


@dataclass(frozen=True, slots=True)
class Similar:
    """Another problem that people may want to look at."""

    incident_id: str
    score: float
    title: Redacted


@dataclass(frozen=True, slots=True)
class Decision:
    """Why one report became what it became. Everything that a replay of the judgement needs is in it."""

    verdict: Verdict
    method: Method
    band: Band
    versions: Versions
    score: float | None = None
    """0 to 1; None when nothing was near."""
    candidate: str | None = None
    """The ticket it was counted on, or the resolved one it recurs from; None for a new problem."""
    candidate_fingerprint: str | None = None
    """The stored fingerprint it was compared with; None for its own."""
    vetoes: tuple[str, ...] = ()
    """What kept it apart from the nearest stored problem."""
    late: Late | None = None
    learned_word: int | None = None
    """The word of its template that was learned to be a parameter, counted from 0."""
    searched: bool = True
    """False: overload or a failure put the search off, so the fingerprint alone decided."""
    evidence: Comparison | None = None
    """Of the stored message it was joined by."""
    alternatives: tuple[Alternative, ...] = ()
    similar: tuple[Similar, ...] = ()
    severity_from: SeverityFrom | None = None
    """None: decided by a build that did not say."""
    similarity_threshold: float | None = None
    """SIMILARITY_THRESHOLD at the time; None where nothing was compared."""
    reminder: bool = False
    """It repeats a firing of an alert that was counted before."""
    recurrence: bool = False
    """It is a regression of a ticket that was resolved because its alerts ended, and not by a person."""
    clamped: bool = False
    """Its event time was too far in the future and was replaced by its arrival."""
    dry_run: bool = False

    @property
    def reason(self) -> str:
        """The method in words, and why the report is late."""
        return f"{self._how()}; {self.late.value}" if self.late else self._how()

    @property
    def refused_fingerprint(self) -> str | None:
        """What the report was most like, of all that was refused; None when nothing was near."""
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
