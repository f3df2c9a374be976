"""What became of the signals of a body, and what whoever posted it may cause."""

from dataclasses import dataclass

from tools.nouns.keys import QuietSeconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of one signal."""

    kind: str
    """`fired`, `recovered`, `acted` or `ignored`."""

    status: str = ""
    """Of an alert: new, existing or regression."""

    reminder: bool = False
    """It repeats a firing that was counted before: nothing was counted now."""

    incident_id: str | None = None
    severity: str = ""
    dedup_key: str = ""
    reason: str = ""
    """Why it caused nothing, or not what it asked for."""

    detail: str = ""
    """What was ignored, in a few words; redacted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What the door found out about whoever posted."""

    may_act: bool
    """By a signature or by the scope `respond`."""

    signed: bool = False
    """The sender's signature vouches for the body: who is said to have acted over there did."""

    heartbeat: bool = False
    """Alerts only prove that the pipeline lives."""

    quiet: QuietSeconds | None = None
    """The key's own quiet time."""
