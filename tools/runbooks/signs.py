"""Small signs that distinguish similar runbooks: figures, "one" or "all", the product and the failure named. Pure."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources

import numpy as np

from tools.runbooks.phrases import Scores
from tools.text.words.identifiers import codes, names_failure, pieces, words

# Each weighs about as much as a rare word in common: enough to order similar runbooks, too little to decide alone.
SAME_FIGURE = 0.3
OTHER_NUMBER = 0.2
OTHER_PRODUCT = 0.4
OTHER_SUBJECT = 0.2
OTHER_FAILURE = 0.25

_PERCENT = re.compile(r"(?<![\w.,-])(\d{1,3}(?:[.,]\d{1,3})?)\s?(?:%|percent\b|per cent\b)")
_STATUS = re.compile(
    r"(?i)\b(?:http(?:/[\d.]+)?|status(?:\s?code)?|code|returned|returns|answered|answers|responded|with|an?)\W{1,3}([45]\d\d)\b"
)
_REASON = re.compile(r"\b([45]\d\d)\s(?:Bad|Not|Internal|Service|Gateway|Too|Forbidden|Unauthorized)\b")
_WRITTEN_STATUS = re.compile(r"\b([45](?:\d\d|xx))\b")
_ONE = frozenset(("one", "single"))
_ALL = frozenset(("all", "every", "entire", "whole", "none", "both", "entirely"))


@lru_cache(maxsize=1)
def _products() -> dict[str, str]:
    """Map every listed name to the product's first name."""
    text = (resources.files(__package__) / "products.txt").read_text(encoding="utf-8")
    lines = (line.split() for line in text.splitlines() if line and not line.startswith("#"))
    return {name: names[0] for names in lines for name in names}


@dataclass(frozen=True, slots=True)
class Signs:
    """The signs in a text."""

    figures: frozenset[str]
    one: bool
    all: bool
    products: frozenset[str]
    failures: frozenset[str]
    subjects: frozenset[str] = frozenset()


def signs_of_question(text: str) -> Signs:
    """Return the signs of a report; three digits count as a status only where the words say so."""
    statuses = {*_STATUS.findall(text), *_REASON.findall(text)}
    return _signs(text, statuses | {f"{status[0]}xx" for status in statuses})


def signs_of_entry(names: Sequence[str], texts: Sequence[str]) -> Signs:
    """Return the signs of a runbook: figures and products from all of it, one/all from its names and first section."""
    whole = "\n".join((*names, *texts))
    found = _signs(whole, set(_WRITTEN_STATUS.findall(whole)))
    near = _signs("\n".join((*names, *texts[:1])), set())
    return replace(found, one=near.one, all=near.all, subjects=_signs("\n".join(names), set()).products)


def _signs(text: str, statuses: set[str]) -> Signs:
    percents = {f"{figure.replace(',', '.')}%" for figure in _PERCENT.findall(text)}
    said = {piece for word in words(text) for piece in (*pieces(word), word.lower())}
    known = _products()
    return Signs(
        frozenset(percents | statuses),
        not said.isdisjoint(_ONE),
        not said.isdisjoint(_ALL),
        frozenset(known[word] for word in said & known.keys()),
        frozenset(code for code in codes(text) if names_failure(code)),
    )


class SignIndex:
    """The signs of all entries, to compare with those of a question."""

    def __init__(self, entries: Iterable[Signs]) -> None:
        self._entries = list(entries)
        self._sharing: dict[str, int] = {}
        for entry in self._entries:
            for figure in entry.figures:
                self._sharing[figure] = self._sharing.get(figure, 0) + 1

    def search(self, asked: Signs) -> Scores:
        """Return, per entry, what the signs add to its evidence, or subtract from it."""
        if not (asked.figures or asked.products or asked.failures or asked.one != asked.all):
            return np.zeros(len(self._entries), np.float32)
        return np.array([self._score(asked, entry) for entry in self._entries], np.float32)

    def _score(self, asked: Signs, entry: Signs) -> float:
        shared = [SAME_FIGURE / math.sqrt(self._sharing[figure]) for figure in asked.figures & entry.figures]
        score = max(shared, default=0.0)
        if asked.one != asked.all and entry.one != entry.all and asked.one != entry.one:
            score -= OTHER_NUMBER
        if asked.products and asked.products.isdisjoint(entry.products):
            score -= OTHER_PRODUCT
        elif asked.products and not entry.subjects <= asked.products:
            score -= OTHER_SUBJECT
        if asked.failures and asked.failures.isdisjoint(entry.failures):
            score -= OTHER_FAILURE
        return score
