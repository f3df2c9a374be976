"""The observer of language model calls: it sees their usage and outcome, never their texts."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Purpose(StrEnum):
    """The purpose of a call."""

    ADVICE = "advice"
    ADJUDICATION = "adjudication"


class Instead(StrEnum):
    """The fallback for a missing answer of the model."""

    RUNBOOKS = "runbooks"
    """Advice from the runbooks alone."""

    OTHER_MODEL = "other-model"
    """OPENAI_FALLBACK_MODEL is used from now on."""

    NO_RULING = "no-ruling"
    """A doubtful pair of problems stays separate."""


@dataclass(frozen=True, slots=True)
class ModelCall:
    """One finished call."""

    model: str
    purpose: Purpose
    outcome: str
    """`answered`, or one of a few words for the kind of failure."""

    seconds: float
    input_tokens: int = 0
    output_tokens: int = 0


class ModelWatch(Protocol):
    """Called at each event; implementations must neither block nor raise."""

    def called(self, call: ModelCall) -> None:
        """A call has ended."""
        ...

    def did_without(self, instead: Instead, reason: str) -> None:
        """The model's answer was missing or not used; `reason` is one of a few words."""
        ...


class Unwatched(ModelWatch):
    """Ignores all events."""

    def called(self, call: ModelCall) -> None:
        """See `ModelWatch`."""

    def did_without(self, instead: Instead, reason: str) -> None:
        """See `ModelWatch`."""
