"""Messages and error codes that runbooks quote in code spans, found again word for word in a report. No I/O."""

import math
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import TypeVar

import numpy as np

from tools.runbooks.phrases import Scores
from tools.text.reading.header import strip_header
from tools.text.words.identifiers import codes, is_numbered, name_key, names_failure

# A message is telling from three words on, if two of them are rare; shorter ones are names of things.
LEAST_WORDS = 3
LEAST_RARITY = 7.0
# `StatefulSet` says where it fails, `ECONNREFUSED` and `UnknownHostException` say what.
THING = 0.5
_FENCED = re.compile(r"^ {0,9}(```|~~~).*?^ {0,9}\1", re.DOTALL | re.MULTILINE)
# A code span of a length that can be a message; fenced blocks contain commands.
_SPAN = re.compile(r"`([^`]{3,300})`")
# Placeholders for a value: `<host>`, `{name}`, an ellipsis, and words with digits, which queries leave out as well.
_HOLE = re.compile(r"<[^<>]{0,60}>|\{[^{}]{0,60}\}|…|\.\.\.")
_DIGITS = re.compile(r"\S*\d\S*")

Message = tuple[str, ...]
Quoted = TypeVar("Quoted", str, Message)


class QuotationIndex:
    """Finds which entries quote a message or a code. A quotation that many entries share is weaker evidence."""

    def __init__(
        self,
        texts: Sequence[Sequence[str]],
        names: Collection[str],
        read: Callable[[str], list[str]],
        rarity: Callable[[str], float],
    ) -> None:
        """`texts` are each entry's sections; `names` are the keys of all entries.

        Naming another entry is a reference, not a quotation.
        `read` returns a text's index terms, `rarity` a term's weight.
        """
        self._size = len(texts)
        self._codes = _who_quotes(texts, lambda span: (code for code in codes(span) if name_key(code) not in names))
        self._messages = _who_quotes(
            texts, lambda span: _messages(span, read, rarity) if name_key(span) not in names else ()
        )
        spoken = [{code for text in several for code in codes(text)} for several in texts]
        for entry, told in enumerate(spoken):  # a manufacturer's code is a quotation even outside a code span
            for code in filter(is_numbered, told):
                self._codes.setdefault(code, set()).add(entry)
        self._speakers = {code: sum(code in words for words in spoken) for code in self._codes}
        self._by_start: dict[str, list[Message]] = defaultdict(list)
        for message in self._messages:
            self._by_start[message[0]].append(message)

    def search(self, said: Collection[str], query: Sequence[str]) -> Scores:
        """Return, per entry, the weight of its best quotation, 0–1.

        `said` are the query's codes, `query` its terms in order.
        """
        found = np.zeros(self._size, np.float32)
        for code in said:
            for entry in self._codes.get(code, ()):
                sureness = 1 if names_failure(code) else THING
                found[entry] = max(found[entry], sureness / math.sqrt(self._speakers[code]))
        for message in self._longest(query):
            entries = list(self._messages[message])
            found[entries] = np.maximum(found[entries], 1 / math.sqrt(len(entries)))
        return found

    def _longest(self, query: Sequence[str]) -> Iterator[Message]:
        """Yield the messages that the query repeats, without those that are part of a longer one."""
        reach = 0
        for start, term in enumerate(query):
            fitting = [
                message
                for message in self._by_start.get(term, ())
                if tuple(query[start : start + len(message)]) == message
            ]
            longest = max(fitting, key=len, default=())
            if longest and start + len(longest) > reach:
                reach = start + len(longest)
                yield longest


def _who_quotes(texts: Sequence[Sequence[str]], of_span: Callable[[str], Iterable[Quoted]]) -> dict[Quoted, set[int]]:
    quoting: dict[Quoted, set[int]] = defaultdict(set)
    for entry, sections in enumerate(texts):
        for text in sections:
            for span in _SPAN.findall(_FENCED.sub("", text)):
                for quoted in of_span(span):
                    quoting[quoted].add(entry)
    return quoting


def _messages(span: str, read: Callable[[str], list[str]], rarity: Callable[[str], float]) -> Iterator[Message]:
    """Yield the parts between holes, read like a report: without the header and without words with digits."""
    for part in _HOLE.split(" ".join(span.split())):
        plain = _DIGITS.sub("", strip_header(part).message)
        terms = tuple(read(plain))
        if len(plain.split()) >= LEAST_WORDS and sum(map(rarity, set(terms))) >= LEAST_RARITY:
            yield terms
