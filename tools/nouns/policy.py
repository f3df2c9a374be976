"""The tunables of a decision."""

from dataclasses import dataclass

from tools.nouns.severity import Severity


@dataclass(frozen=True, slots=True)
class Policy:
    """The tunables of a decision. Seconds and scores; defaults are the product's.

    `live_run` False: no run follows that brings a fresh ticket its advice, so the job for it is due at once.
    """

    similarity_threshold: float = 0.7
    default_severity: Severity = Severity.MEDIUM
    regression_severity: Severity = Severity.HIGH
    regression_grace: float = 0.0
    flap_count: int = 0
    flap_window: float = 3600.0
    dry_run: bool = False
    live_run: bool = True
