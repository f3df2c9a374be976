"""Splits a text for people into sentences, and selects those about the problem: no forecast, consequence or advice."""

from collections.abc import Sequence

from tools import deferred_re as re
from tools.text.words.lexicon import section

_FORECASTS = section("forecasts")
_IMPERATIVES = section("imperatives")
# The word before one of these is the subject of a sentence.
_PREDICATES = frozenset(("is", "was", "are", "were", "has", "have", "failed", "fails", "failing", "failure", "timed"))
# A sentence ends with a full stop after a whole word ("e.g." is none) and a blank, or with its line.
_END = re.compile(r"(?<=[\w)%\"'-][\w)%\"'-][\w)%\"'][.!?])[)\"']{0,2}[ \t]+(?=\S)|(?<!\s)\s*\n\s*")
_CAUSE = re.compile(
    r"(?i)\b(?:because(?: of)?|due to|caused by|owing to)\s|\b(?:reason|cause|caused by|root cause|error|err"
    r"|detail)s?\s?[:=]\s?(?=[^\s\d/])"
)
_CLAUSE = re.compile(r",?\s(?:and|so|which|or)\s|[,;]\s")
_WORD = re.compile(r"[A-Za-z]+(?:'[a-z]+)?")
# More sentences than are compared.
MOST_SENTENCES = 12


def sentences_of(text: str) -> list[str]:
    """The sentences in order; bounded."""
    return [part for part in _END.split(text, MOST_SENTENCES)[:MOST_SENTENCES] if part.strip()]


def telling(sentences: Sequence[str]) -> list[str]:
    """The first sentence, and every other one that neither forecasts nor advises."""
    return [sentence for place, sentence in enumerate(sentences) if not place or not _is_aside(sentence)]


def without_advice(sentences: Sequence[str]) -> list[str]:
    """The sentences that do not advise; a forecast counts if nothing else states the problem."""
    return [sentence for sentence in sentences if not _advises(_words(sentence))]


def main_clause(sentence: str) -> str:
    """A sentence without the forecast after its problem: "… is filling and will stop when it is full"."""
    parts = _CLAUSE.split(sentence)
    kept = [part for place, part in enumerate(parts) if place == 0 or _FORECASTS.isdisjoint(part.lower().split())]
    return sentence if len(kept) == len(parts) else ", ".join(kept)


def cause_of(sentence: str) -> str:
    """The cause that a sentence gives: the text after "because", "reason:" or the like; "" if there is none."""
    found = list(_CAUSE.finditer(sentence))
    return sentence[found[-1].end() :] if found else ""


def _words(sentence: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(sentence)]


def _is_aside(sentence: str) -> bool:
    words = _words(sentence)
    if "could" in words:  # "could not finish" is no forecast
        words = [word for word, after in zip(words, (*words[1:], ""), strict=True) if (word, after) != ("could", "not")]
    return _advises(words) or not _FORECASTS.isdisjoint(words)


def _advises(words: Sequence[str]) -> bool:
    """True if it begins with an imperative that is no noun: "Scale out failed", "Check is failing" state a problem."""
    return not words or (words[0] in _IMPERATIVES and _PREDICATES.isdisjoint(words[1:3]))
