"""Checks whether a cited section really says what a step says. A valid citation proves nothing by itself. Pure."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from tools.advisors.commands import Mentions, is_read_only, mentions_of, plain
from tools.nouns.knowledge import Section
from tools.text.visible import visible
from tools.text.words.lexicon import FUNCTION_WORDS

_WORD = re.compile(r"[^\W\d_]{4,}")
_STEM = 5
# A model rewords a step; if it shares less than this share of its words with the section, it says something else.
_LEAST_SHARE = 0.5
# A cause also speaks of the log, in its own words; below this share it is about something else.
_LEAST_OF_CAUSE = 0.25
_LEAST_WORDS = 2
_BEFORE, _AFTER = r"(?<![\w/.*@:=+~$-])", r"(?![\w/*@=+~$]|[.:]\w)"
_CUT = "…"
PAST = "Last time this was fixed by:"
"""Our own words before the quotation of a past resolution."""


@dataclass(frozen=True, slots=True)
class Source:
    """What the cited sections say, in the forms needed for comparison with a step."""

    mentions: Mentions
    text: str
    lines: frozenset[str]
    stems: frozenset[str]


@lru_cache(256)
def source(sections: tuple[Section, ...]) -> Source:
    """Return the source of the cited sections. The same ones are cited again and again, so it is cached."""
    text = "\n\n".join(f"{section.title}\n{section.heading}\n\n{section.text}" for section in sections)
    joined = (" ".join(section.text.split()) for section in sections)  # a resolution is quoted on one line
    flat = _flat("\n".join((text, *joined)))
    return Source(mentions_of(text), flat, frozenset(map(plain, flat.split("\n"))), _stems(text))


def is_supported_by(text: str, cited: Source) -> bool:
    """True if the source contains each command, piece of code and address of a text, and half of its words."""
    return names_nothing_new(text, cited) and _is_worded_alike(text, cited)


def names_nothing_new(text: str, cited: Source) -> bool:
    """True if the source contains each command, piece of code and address of a text."""
    said = mentions_of(text)
    commands = {*map(str.lower, cited.mentions.commands), *map(str.lower, cited.mentions.code)}
    return (
        all(command.lower() in commands or _quotes(command, cited) for command in said.commands)
        and all(_contains(code, cited) for code in said.code)
        and all(_contains(address, cited) for address in said.addresses)
    )


def explains(cause: str, cited: Source) -> bool:
    """True if a cause names nothing to run or open that its source lacks, and speaks of the same things."""
    return names_nothing_new(cause, cited) and _is_worded_alike(cause, cited, _LEAST_OF_CAUSE)


def is_unverified(text: str) -> bool:
    """True if a text contains a command that is not listed as read-only."""
    return not all(map(is_read_only, mentions_of(text).commands))


def _quotes(command: str, cited: Source) -> bool:
    """True for the beginning of a long line that was cut, and for a whole line of the source."""
    whole = command.lower()
    if whole.endswith(_CUT):
        return _flat(whole.removesuffix(_CUT)) in cited.text
    return whole in cited.lines


def _contains(code: str, cited: Source) -> bool:
    flat = _flat(code).strip().removesuffix(_CUT)
    if flat.startswith("<"):
        return flat in cited.text
    return re.search(f"{_BEFORE}{re.escape(flat)}{_AFTER}", cited.text) is not None or (
        code.endswith(_CUT) and flat in cited.text
    )


def _is_worded_alike(text: str, cited: Source, share: float = _LEAST_SHARE) -> bool:
    stems = _stems(text.removeprefix(PAST))
    return len(stems) < _LEAST_WORDS or len(stems & cited.stems) >= share * len(stems)


def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:_STEM] for word in _WORD.findall(_flat(text)) if word not in FUNCTION_WORDS)


def _flat(text: str) -> str:
    """Return the text in lower case, line by line, without code marks."""
    lines: Sequence[str] = unicodedata.normalize("NFKC", visible(text)).lower().replace("`", "").split("\n")
    return "\n".join(" ".join(line.split()) for line in lines)
