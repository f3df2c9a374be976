"""What a report turned out to be, and the evidence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tools.nouns.incidents import Dossier
from tools.nouns.severity import Severity


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


@dataclass(frozen=True, slots=True)
class Judgement:
    """Two profiles compared. `vetoes` name what forbids a silent join; `evidence` is what `explain` shows."""

    band: Band
    score: float
    vetoes: tuple[str, ...] = ()
    evidence: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recorded:
    """The store's durable answer to one report. `replayed` = this request id was already stored."""

    request_id: str
    verdict: Verdict
    incident_id: str
    root_id: str
    severity: Severity
    occurrences: int
    decision: Mapping[str, Any]
    dossier: Dossier
    regression_of: str | None = None
    similar: tuple[Mapping[str, Any], ...] = ()
    pending: tuple[str, ...] = ()
    replayed: bool = False
