"""The observer of language model calls: it learns how much was used and how a call ended, never the texts."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Purpose(StrEnum):
    """What a call is for."""

    ADVICE = "advice"
    ADJUDICATION = "adjudication"


class Instead(StrEnum):
    """What is done without the model's answer."""

    RUNBOOKS = "runbooks"
    """Advice from the runbooks alone."""

    OTHER_MODEL = "other-model"
    """OPENAI_FALLBACK_MODEL is asked from now on."""

    NO_RULING = "no-ruling"
    """A doubtful pair of problems stays apart."""


@dataclass(frozen=True, slots=True)
class ModelCall:
    """One call that has ended."""

    model: str
    purpose: Purpose
    outcome: str
    """`answered`, or one of few words for how it failed."""

    seconds: float
    input_tokens: int = 0
    output_tokens: int = 0


class ModelWatch(Protocol):
    """Called as it happens; must neither wait nor raise."""

    def called(self, call: ModelCall) -> None:
        """A call has ended."""
        ...

    def did_without(self, instead: Instead, reason: str) -> None:
        """The model's answer was not there, or not used; `reason` is one of few words."""
        ...


class Unwatched(ModelWatch):
    """Tells nobody."""

    def called(self, call: ModelCall) -> None:
        """See `ModelWatch`."""

    def did_without(self, instead: Instead, reason: str) -> None:
        """See `ModelWatch`."""
