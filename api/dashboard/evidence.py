"""Shows why reports are on an incident: each decision, with both messages compared word by word."""

from collections.abc import Sequence
from dataclasses import dataclass

from tools.nouns.decisions import Alternative
from tools.nouns.explanations import ActEntry, DecisionEntry, ExplainEntry
from tools.nouns.redacted import NOTHING
from tools.rules.explanations import Words, aligned, explanation, veto_words

_LONGEST_WORD = 120


@dataclass(frozen=True, slots=True)
class Refused:
    """A stored problem that was compared and rejected."""

    alternative: Alternative
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """One decision or act. `words` are empty if there is no message to compare with."""

    entry: ExplainEntry
    text: str
    words: tuple[Words, ...] = ()
    vetoes: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    refused: tuple[Refused, ...] = ()
    layers: tuple[str, ...] = ()

    @property
    def decision(self) -> DecisionEntry | None:
        """The entry, if it is a decision."""
        return self.entry if isinstance(self.entry, DecisionEntry) else None

    @property
    def act(self) -> ActEntry | None:
        """The entry, if it is an act that regrouped reports."""
        return self.entry if isinstance(self.entry, ActEntry) else None


def reasons_of(entries: Sequence[ExplainEntry]) -> tuple[Reason, ...]:
    """The explanation of each entry, oldest first."""
    return tuple(map(_reason, entries))


def _reason(entry: ExplainEntry) -> Reason:
    said = explanation(entry)
    if isinstance(entry, ActEntry):
        return Reason(entry, said.why)
    decision, other = entry.decision, entry.matched_message
    words = aligned(other, entry.message or NOTHING) if other is not None else ()
    refused = tuple(Refused(each, tuple(map(veto_words, each.vetoes))) for each in decision.alternatives)
    return Reason(
        entry,
        said.why,
        tuple(Words(_cut(each.both), _cut(each.other), _cut(each.this)) for each in words),
        tuple(map(veto_words, decision.vetoes)),
        decision.evidence.doubts if decision.evidence else (),
        refused,
        said.layers,
    )


def _cut(text: str) -> str:
    """The text with very long words shortened."""
    return " ".join(word if len(word) <= _LONGEST_WORD else word[:_LONGEST_WORD] + "…" for word in text.split())
