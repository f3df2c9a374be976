"""Replaces secrets and personal data by typed placeholders such as `[REDACTED:token]`. Idempotent; fails closed.

A clean line costs only cheap looks: every rule names what its pattern needs.
"""

import string
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from tools.nouns.redacted import Redacted
from tools.text.redaction.addresses import ADDRESSES
from tools.text.redaction.arguments import arguments
from tools.text.redaction.before import PAIR_WORDS, paired
from tools.text.redaction.codes import ONE_TIME
from tools.text.redaction.columns import columns, padded
from tools.text.redaction.cutting import cut
from tools.text.redaction.directives import DIRECTIVES
from tools.text.redaction.distant import FAR_WORDS, IN_CYRILLIC, IN_SIGNS, distant, may_be_distant
from tools.text.redaction.escapes import read
from tools.text.redaction.fields import FIELD_TAILS, fields
from tools.text.redaction.hashes import HASHES
from tools.text.redaction.headers import HEADERS
from tools.text.redaction.keyed import KEY_TAILS, TAIL_SIZES, keyed
from tools.text.redaction.labels import LABEL_HINTS, LABEL_SIGNS, labels
from tools.text.redaction.logins import LOGINS
from tools.text.redaction.makers import may_hold_token, tokens
from tools.text.redaction.national import LABEL_SHAPES, LABEL_WORDS, labelled
from tools.text.redaction.options import PROGRAMS, options
from tools.text.redaction.personal import IN_PROSE, MAIL, NUMBERED
from tools.text.redaction.rule import Rule, Span, guarded, words
from tools.text.redaction.secrets import SHAPES, WORDED
from tools.text.redaction.sentences import SENTENCE_WORDS, sentences
from tools.text.redaction.streets import STREETS

UNAVAILABLE = Redacted("[REDACTED:unavailable]")
_SENTENCES = (*LOGINS, *ONE_TIME, *IN_PROSE, IN_SIGNS, IN_CYRILLIC)
_RULES = (*SHAPES, *ADDRESSES, *HASHES, *WORDED, *DIRECTIVES, *HEADERS, *_SENTENCES, *MAIL, *STREETS)
_MARKED = tuple(rule for rule in _RULES if not rule.words and rule.marks)
_BY_ASCII_MARK = tuple(rule for rule in _MARKED if any(map(str.isascii, rule.marks)))
_BY_MARK = guarded(rule for rule in _BY_ASCII_MARK if not rule.long)
_LONG_BY_MARK = guarded(rule for rule in _BY_ASCII_MARK if rule.long)
_BY_FOREIGN_MARK = tuple(rule for rule in _MARKED if not any(map(str.isascii, rule.marks)))
_BY_SHAPE = guarded(rule for rule in (*_RULES, *NUMBERED) if not rule.words and not rule.marks)
_BY_WORD = {
    word: tuple(rule for rule in _RULES if word in rule.words)
    for word in frozenset().union(*(rule.words for rule in _RULES))
}
_FIRST_TAILS = frozenset(tail[-3:] for tail in KEY_TAILS | FIELD_TAILS)
# Words under which code and columns pass a secret on, and what follows them there.
_COLUMN_NAMES = words("password passwd pwd secret token apikey passphrase pass")
_NAMES = _COLUMN_NAMES | words("key salt")
_ARROW = "\u2192".encode().decode("latin-1")  # as the views have it
_HANDED = ("',", '",', '" "', "' '", "('", '("', ',"', "->", _ARROW, ";s:", "default", " string =", "string=")
_HINT_WORDS = PROGRAMS.union(SENTENCE_WORDS, PAIR_WORDS, FAR_WORDS, LABEL_WORDS, LABEL_HINTS, _BY_WORD, _NAMES)
_LONG_RUN = "0" * 16
_LOOKED_AT_AGAIN = 16_000

# Views of the text, made at memory speed: `Key_1 : "value"` becomes `key=value`; words; kinds of characters.
_SQUEEZE = bytes.maketrans(b":", b"=")
_DROPPED = b" \t\"'`\\[]()|?_-.0123456789"
_DIGITS = bytes.maketrans(string.digits.encode() + string.ascii_uppercase.encode(), b"0" * 10 + b"A" * 26)
_BETWEEN = b" -._/()" + bytes(range(128, 256))
_LETTERS = (string.ascii_letters + string.digits).encode() + bytes(range(128, 256))
_IN_RUN = (string.ascii_letters + string.digits + "_-~").encode()
_RUNS = bytes.maketrans(_IN_RUN, b"0" * len(_IN_RUN))
_WORDS = bytes(code if code in _LETTERS else 32 for code in range(256))
# Where the value of a form or an element has neither `=` nor `:`, and a name that counts only in addresses.
_FORM_MARKS = ('"\n\n', '"\r\n\r\n', "</", "?code=", "&code=", '" value="')


def redact(text: str) -> Redacted:
    """The text with secrets and personal data replaced.

    If a rule fails, the whole text is replaced: a report without its words is better than a leaked secret.
    """
    try:
        redacted = _redacted(text)
        # The text beside a placeholder may mean something else than before: look again, so that a text that is redacted
        # twice is the same both times.
        while len(text) <= _LOOKED_AT_AGAIN and redacted != text:
            text, redacted = redacted, _redacted(redacted)
        return Redacted(redacted)
    except Exception:
        return UNAVAILABLE


def _redacted(text: str) -> str:
    reading = read(text)
    spans = _spans(text if reading is None else reading.text)
    return cut(text, reading, spans) if spans else text


class _Views(NamedTuple):
    """A text, and cheap views of it that are searched first."""

    text: str
    low: bytes
    view: str  # in lower case
    shape: str  # digits as 0, capitals as A
    is_long: bool  # has a run of sixteen letters and digits


def _spans(text: str) -> list[Span]:
    """The places that must be cut, by the rules in order; they may overlap."""
    raw = text.encode("utf-8", "replace")
    low = raw.lower()
    is_long = _LONG_RUN in raw.translate(_RUNS).decode("latin-1")
    views = _Views(text, low, low.decode("latin-1"), raw.translate(_DIGITS).decode("latin-1"), is_long)
    found: list[Span] = []
    if is_long and may_hold_token(raw):
        found += tokens(text)
    _by_mark(views, found)
    is_named = False
    said = low.translate(_WORDS).split()
    if known := _HINT_WORDS.intersection(said):
        found += _by_word(known, said, views)
        if not LABEL_HINTS.isdisjoint(known):
            found += labels(text)
        is_named = not _NAMES.isdisjoint(known)
        if ("\n" in text or "values" in views.view) and not _COLUMN_NAMES.isdisjoint(known):
            found += columns(text)
    _by_field(views, is_named, found)
    _by_shape(views, views.shape + raw.translate(_DIGITS, _BETWEEN).decode("latin-1"), found)
    return found


def _by_marks_of(groups: tuple[tuple[str, tuple[Rule, ...]], ...], views: _Views, found: list[Span]) -> None:
    view = views.view
    for guard, rules in groups:
        if guard in view:
            for rule in rules:
                for mark in rule.marks:
                    if mark in view:
                        found += _tried(rule, views)
                        break


def _by_mark(views: _Views, found: list[Span]) -> None:
    view = views.view
    _by_marks_of(_BY_MARK, views, found)
    if views.is_long:
        _by_marks_of(_LONG_BY_MARK, views, found)
    if not view.isascii():
        for rule in _BY_FOREIGN_MARK:
            if any(map(view.__contains__, rule.marks)):
                found += _tried(rule, views)
        if any(map(view.__contains__, LABEL_SIGNS)):
            found += labels(views.text)
    if "('" in view or '("' in view or ", '" in view:
        found += arguments(views.text)


class _Waiting(NamedTuple):
    """The rules that wait for some words."""

    options: bool
    sentences: tuple[str, ...]
    paired: bool
    distant: bool
    labelled: bool
    rules: tuple[Rule, ...]


@lru_cache(4096)
def _waiting(known: frozenset[bytes]) -> _Waiting:
    rules = dict.fromkeys(rule for word in sorted(known) for rule in _BY_WORD.get(word, ()))
    return _Waiting(
        options=not PROGRAMS.isdisjoint(known),
        sentences=tuple(word.decode() for word in SENTENCE_WORDS.intersection(known)),
        paired=not PAIR_WORDS.isdisjoint(known),
        distant=not FAR_WORDS.isdisjoint(known),
        labelled=not LABEL_WORDS.isdisjoint(known),
        rules=tuple(rules),
    )


def _by_word(known: frozenset[bytes], said: list[bytes], views: _Views) -> Iterator[Span]:
    """Apply the rules that wait for one of the words in the text."""
    view = views.view
    waiting = _waiting(known)
    if waiting.options:
        yield from options(views.text)
    if waiting.sentences:
        yield from sentences(views.text, waiting.sentences)
    if waiting.paired and ("name" in view or "key" in view):
        yield from paired(views.text)
    if waiting.distant and may_be_distant(view, known, said):
        yield from distant(views.text)
    if waiting.labelled and any(mark in views.shape for mark in LABEL_SHAPES):
        yield from labelled(views.text)
    for rule in waiting.rules:
        if rule.marks:
            for mark in rule.marks:
                if mark in view:
                    break
            else:
                continue
        yield from _tried(rule, views)


def _by_field(views: _Views, is_named: bool, found: list[Span]) -> None:
    """Apply the rules for names of fields, first by their last three letters.

    `is_named`: a secret's name is a whole word of the text.
    """
    view = views.view
    keys = views.low.translate(_SQUEEZE, _DROPPED).decode("latin-1").split("=")[:-1]
    is_handed = False
    if is_named:
        for mark in _HANDED:
            if mark in view:
                is_handed = True
                break
        if "  " in view or "\t" in view or "|" in view:
            found += padded(views.text)
    is_form = is_handed or "</" in view or "code=" in view or '" value="' in view or "\n\n" in view or "\r\n\r" in view
    if _FIRST_TAILS.isdisjoint([key[-3:] for key in keys]) and not is_form:
        return
    tails = [key[-size:] for size in TAIL_SIZES for key in keys]
    if is_handed or not KEY_TAILS.isdisjoint(tails) or (is_form and any(map(view.__contains__, _FORM_MARKS))):
        found += keyed(views.text)
    if not FIELD_TAILS.isdisjoint(tails):
        found += fields(views.text)


def _by_shape(views: _Views, shapes: str, found: list[Span]) -> None:
    """Apply the rules by shape; `shapes` contains the shape again, without the separators of digits."""
    shape = views.shape
    for guard, rules in _BY_SHAPE:
        if guard in shapes:
            for rule in rules:
                for mark in rule.shapes:
                    if mark in shape:
                        found += rule.spans(views.text)
                        break


def _tried(rule: Rule, views: _Views) -> Iterator[Span]:
    if (views.is_long or not rule.long) and (not rule.shapes or any(mark in views.shape for mark in rule.shapes)):
        yield from rule.spans(views.text)
