"""Masks values as parameters and keeps words, one whitespace-separated token at a time; tokens are cached."""

from functools import lru_cache

from tools import deferred_re as re
from tools.text.identity.shapes import PARAM, Piece, shape_of, whole_shape
from tools.text.words.lexicon import (
    ACCOUNT_KEYS,
    DIGIT_WORDS,
    RESOURCE_NOUNS,
    STATE_WORDS,
    WELL_KNOWN_ACCOUNTS,
    section,
)
from tools.text.words.vocabulary import known

# Longer tokens hardly ever repeat: caching them would only fill the memory.
REMEMBERED_LENGTH = 64
# The most tokens of a message; later ones are ignored.
MOST_PIECES = 1_024
# A quoted name passes the split by whitespace as one marked token.
QUOTED_NAME = "\x02"
SPACE_INSIDE = "\x03"
# Marks around a word that are no part of it.
EDGES = ".,:;!?\"'`)]}>*-"

# Where a token is split: "a(b)", "x,y", "from->to", "wait...". An apostrophe inside a word stays ("don't"), and
# so do a drive's colon (C:\temp) and a number's sign (#12).
_CUT = re.compile(r"[\[\](){}<>=,;|\"`!?&]+|(?<!\w)'|'(?!\w)|:+(?!\\)|\.{2,}|-->?|->|\*+|#+(?!\d)")
# `tlb error.......0`: leader dots between a name and its value.
_LEADER = "...."
_EMPTY_MARKS = ("()", "[]", "{}")
_EMPTY = Piece("v", PARAM, "")
_ZEROS = str.maketrans("123456789", "0" * 9)
_ALPHANUMERIC = re.compile(r"[a-z0-9]+")
# "s3" and "s4" have one shape and are two names; so do the marked ones, such as "utf-8".
_SHAPED = frozenset(name.translate(_ZEROS) for name in DIGIT_WORDS)
_DIGIT_NAMES = frozenset(name for name in _SHAPED if name.isalnum())
_MARKED_NAMES = tuple(_SHAPED - _DIGIT_NAMES)
# ECONNREFUSED, SIGKILL, OUT_OF_MEMORY: named by a programmer, so never a value.
_CONSTANT = re.compile(r"E[A-Z]{4,}|SIG[A-Z]{3,}|[A-Z]+(?:_[A-Z0-9]+)+")
# The parts of NotWritablePrimary, and of HTTPServer.
_HUMPS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_KEEP_KEYS = section("telling-keys")
_GLUED_STATES = STATE_WORDS - section("nameable-poles")
_NAMING_KEYS = section("naming-keys")
_WORKLOAD_KEYS = section("workload-keys")
# `network-vif-unplugged-<UUID>`, `job_42_failed`: an id joined to a meaningful word.
_WORDS_THEN_ID = re.compile(
    r"(?P<words>[A-Za-z]{1,40}(?:[-_][A-Za-z]{1,40}){0,6})[-_][0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
)
_UUID_LENGTH = 36
# "j1_up" has five; shorter tokens are not examined further.
_SHORTEST_GLUED = 4
_ID_THEN_WORD = re.compile(r"(?P<id>\w[\w.-]*)[-_.](?P<word>[A-Za-z]{2,20})")


def pieces_of(token: str) -> tuple[Piece, ...]:
    """The pieces of one whitespace token."""
    if token.isalpha() and len(token) <= REMEMBERED_LENGTH:
        return _remembered(token)
    if len(token) > REMEMBERED_LENGTH:
        return tuple(_cut(token))
    shape = token.translate(_ZEROS)
    spans = None if shape == token and "0" not in token else spans_of(shape)
    if spans is None:
        return _remembered(token)
    return tuple([_piece(token, *span) for span in spans])


def _piece(token: str, kind: str, key: str, start: int, end: int) -> Piece:
    text = token[start:end]
    return Piece(kind, key or text.lower(), text)


@lru_cache(maxsize=16_384)
def _remembered(token: str) -> tuple[Piece, ...]:
    return (shape_of(token),) if token.isalpha() else tuple(_cut(token))


def shape_of_text(text: str) -> str:
    """The text with a 0 for every digit."""
    return text.translate(_ZEROS)


@lru_cache(maxsize=16_384)
def spans_of(shape: str) -> tuple[tuple[str, str, int, int], ...] | None:
    """The pieces of every token that differs from `shape` only in its digits; None if single digits matter.

    (kind, key, start, end) of each; the key is "" for a code, whose own digits are its key.
    """
    lower = shape.lower()
    if not _DIGIT_NAMES.isdisjoint(_ALPHANUMERIC.findall(lower)) or any(name in lower for name in _MARKED_NAMES):
        return None
    if shape[0] == QUOTED_NAME or len(shape) > REMEMBERED_LENGTH:
        return None
    spans = []
    position = 0
    for kind, key, text in _cut(shape):
        start = shape.find(text, position)
        if start < 0:
            return None
        position = start + len(text)
        if key != PARAM and "0" in text:
            key = ""  # a code such as "ORA-00942": the key is the text at that place in each token
        spans.append((kind, key, start, position))
    return tuple(spans)


def _cut(token: str) -> list[Piece]:
    """Split a token with marks or digits: whole shapes first, then its parts."""
    if token[0] == QUOTED_NAME:
        return [Piece("q", PARAM, token[1:].replace(SPACE_INSIDE, " "))]
    whole = whole_shape(token)
    if whole:
        return [whole]
    name, equals, value = token.partition("=")
    if equals and name and name[-1] not in "=!<>:+-*/" and "=" not in value:
        return _key_value(name.strip("\"'([{"), value)
    if token[0] == "!" and token[1:].isalpha():
        return [Piece("w", "not", "not"), Piece("w", token[1:].lower(), token[1:])]
    return _parts(token)


def _parts(token: str) -> list[Piece]:
    """Split at the marks. `stop()` is the word before it, and an empty pair of brackets an empty value."""
    pieces: list[Piece] = []
    position = 0
    for mark in _CUT.finditer(token):
        if mark[0].startswith("()") and position < mark.start():
            name = token[position : mark.start()].strip(EDGES)
            pieces += [Piece("w", name.lower(), name), _EMPTY]
        else:
            _append(pieces, token[position : mark.start()])
            if mark[0] in _EMPTY_MARKS:
                pieces.append(_EMPTY)
        position = mark.end()
        if len(pieces) > MOST_PIECES:
            return pieces
    _append(pieces, token[position:])
    if _LEADER in token and pieces and pieces[-1].kind == "n":
        pieces[-1] = pieces[-1]._replace(kind="v")  # the value of a column, not a code that the previous word announces
    return pieces


def _key_value(name: str, value: str) -> list[Piece]:
    """`key=value`: an unknown word is a value; a word of the language, a constant or a state stays."""
    pieces = list(pieces_of(name)) if name else []
    bare = value.strip("\"'`,;)]}.")
    if not bare:
        return [*pieces, _EMPTY]
    if bare in ("0", "1") and pieces and pieces[-1].key in STATE_WORDS:
        return [*pieces, Piece("k", bare, bare)]  # enabled=0
    parts = list(pieces_of(value.lstrip("\"'`")))
    if len(parts) == 1 and parts[0].kind == "w":
        whole = pieces[-1].key.rpartition(".")[2] if pieces else ""
        key = whole.rpartition("_")[2]
        if key in ACCOUNT_KEYS or whole in _NAMING_KEYS:
            keep = parts[0].key in STATE_WORDS or (key in ACCOUNT_KEYS and parts[0].key in WELL_KNOWN_ACCOUNTS)
        else:
            keep = key in _KEEP_KEYS or key in RESOURCE_NOUNS or tells(parts[0]) or _names_work(pieces, whole)
        parts = [Piece("k", parts[0].key, parts[0].text) if keep else Piece("b", PARAM, bare)]
    return pieces + parts


def _names_work(pieces: list[Piece], whole: str) -> bool:
    """`queue_name`, `dag_id`: the name of a resource or of a job, and no other value."""
    noun, _, last = pieces[-1].key.rpartition("_") if pieces else ("", "", "")
    return whole in _WORKLOAD_KEYS or (last == "name" and noun in RESOURCE_NOUNS)


def tells(piece: Piece) -> bool:
    """True if the word itself is meaningful anywhere."""
    return (
        piece.key in STATE_WORDS
        or known(piece.key)
        or bool(_CONSTANT.fullmatch(piece.text))
        or piece.key.endswith(("ed", "ing"))
        or _is_compound(piece.text)
    )


def _is_compound(text: str) -> bool:
    """True for `NotWritablePrimary`: several words of the language form the name of a condition."""
    parts = _HUMPS.findall(text) if text.isalpha() else ()
    return len(parts) > 1 and all(known(part.lower()) for part in parts)


def _append(pieces: list[Piece], part: str) -> None:
    """Append one part between marks, unless it is only punctuation."""
    part = part.strip(EDGES)
    if part:
        piece = shape_of(part)
        if piece.kind == "v" and len(part) > _SHORTEST_GLUED:
            pieces += _unglued(piece)
        elif piece.key:
            pieces.append(piece)


def _unglued(value: Piece) -> list[Piece]:
    """Split an id from the state or event that it is joined to, so that it does not hide it."""
    named = _WORDS_THEN_ID.fullmatch(value.text) if len(value.text) > _UUID_LENGTH else None
    if named:
        words = named["words"]
        told = any(_tells_event(word) for word in re.split("[-_]", words.lower()))
        return [Piece("w", words.lower(), words), Piece("v", PARAM, value.text[len(words) + 1 :])] if told else [value]
    short = len(value.text) <= REMEMBERED_LENGTH and value.text[-1:].isalpha()
    ended = _ID_THEN_WORD.fullmatch(value.text) if short else None
    if ended and ended["word"].lower() in _GLUED_STATES:
        return [Piece("v", PARAM, ended["id"]), Piece("w", ended["word"].lower(), ended["word"])]
    return [value]


def _tells_event(word: str) -> bool:
    return word in STATE_WORDS or word.endswith(("ed", "ing"))
