"""The outcome of each signal in a body, and the rights of the caller who posted it."""

from dataclasses import dataclass

from tools.nouns.keys import QuietSeconds


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalOutcome:
    """The outcome of one signal."""

    kind: str
    """`fired`, `recovered`, `acted` or `ignored`."""

    status: str = ""
    """For an alert: new, existing or regression."""

    reminder: bool = False
    """True if it repeats a firing that was already counted, and so was not counted again."""

    incident_id: str | None = None
    severity: str = ""
    dedup_key: str = ""
    reason: str = ""
    """Why it had no effect, or a different one."""

    detail: str = ""
    """What was ignored, in a few words; redacted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What the caller who posted the body may do, as determined by the door."""

    may_act: bool
    """A signature or the scope `respond` allows acts."""

    signed: bool = False
    """The sender's signature vouches for the body, including who acted in the sender's system."""

    heartbeat: bool = False
    """The key is for heartbeats; its alerts only prove that the pipeline works."""

    quiet: QuietSeconds | None = None
    """The quiet time that the key sets."""
