"""Identity entities: what makes two equally worded messages two problems, however the words are masked."""

import re
from collections.abc import Sequence

from tools.text.identity.codes import ANNOUNCERS, Entities, Finder, add, reason_phrase
from tools.text.identity.names import BEFORE_NAMES, named_beside, named_in_url
from tools.text.identity.shapes import Piece
from tools.text.words.lexicon import METRICS, NEGATIONS, POLES, RESOURCE_NOUNS, section

_DISK_WORDS = section("disk")
# `/`, `/var`, `/var/lib/data`: no dot and no digit, so no file.
_MOUNT_POINT = re.compile(r"(?:/[A-Za-z_-]{0,40}){1,3}")
# How many pieces on either side still speak of the same thing.
_SENTENCE = 40


def entities_of(pieces: Sequence[Piece]) -> Entities:
    """All entities of a message's pieces, in order of appearance, without repeats."""
    found: Entities = {}
    for index, (kind, key, _) in enumerate(pieces):
        if kind == "w" or kind == "k":
            if key in _TELLING:
                for find in _BY_WORD.get(key, ()):
                    find(found, pieces, index)
                for name, value in _WORDS.get(key, ()):
                    add(found, name, value)
        elif kind in _BY_KIND:
            _BY_KIND[kind](found, pieces, index)
    return found


def _name(found: Entities, pieces: Sequence[Piece], index: int) -> None:
    """What a name with a number tells beside its noun."""
    if index + 1 < len(pieces) and pieces[index + 1].kind == "v":
        for name, value in named_beside(pieces[index].key, pieces[index + 1].text):
            add(found, name, value)


def _exception(found: Entities, pieces: Sequence[Piece], index: int) -> None:
    add(found, "exception", pieces[index].text)


def _code(found: Entities, pieces: Sequence[Piece], index: int) -> None:
    add(found, "error_code", pieces[index].key)


def _named_resource(found: Entities, pieces: Sequence[Piece], index: int) -> None:
    """A quoted name beside a resource noun: `relation "users"`, `"orders" queue`."""
    text = pieces[index].text
    for near in (index - 1, index + 1):
        if 0 <= near < len(pieces) and pieces[near].key in RESOURCE_NOUNS:
            add(found, "resource", f"{pieces[near].key}:{text.lower()}")
            return


def _mount_point(found: Entities, pieces: Sequence[Piece], index: int) -> None:
    """In a text about disk space a short path names the resource."""
    path = pieces[index].text
    around = pieces[max(index - _SENTENCE, 0) : index + _SENTENCE]
    if _MOUNT_POINT.fullmatch(path) and any(piece.key in _DISK_WORDS for piece in around):
        add(found, "resource", f"path:{path}")


def _linked(found: Entities, pieces: Sequence[Piece], index: int) -> None:
    for name, value in named_in_url(pieces[index].text):
        add(found, name, value)


def _word_entities() -> dict[str, tuple[tuple[str, str], ...]]:
    """Word → the entities it brings by itself."""
    words: dict[str, list[tuple[str, str]]] = {}
    for word, metric in METRICS.items():
        words.setdefault(word, []).append(("metric", metric))
    for word in NEGATIONS:
        words.setdefault(word, []).append(("negation", "not"))
    for word, (axis, pole) in POLES.items():
        words.setdefault(word, []).append((axis, pole))
    return {word: tuple(pairs) for word, pairs in words.items()}


_WORDS = _word_entities()
_BY_WORD: dict[str, tuple[Finder, ...]] = {
    word: tuple(finder for finder in (ANNOUNCERS.get(word), _name if word in BEFORE_NAMES else None) if finder)
    for word in ANNOUNCERS.keys() | BEFORE_NAMES
}
_TELLING = frozenset(_WORDS) | frozenset(_BY_WORD)
_BY_KIND: dict[str, Finder] = {
    "e": _exception, "c": _code, "n": reason_phrase, "q": _named_resource, "p": _mount_point, "l": _linked,
}  # fmt: skip
