"""Identity entities: what makes two equally worded messages two problems, however the words are masked."""

import re
from collections.abc import Sequence

from tools.text.lexicon import FUNCTION_WORDS, METRICS, NEGATIONS, POLES, RESOURCE_NOUNS, section
from tools.text.named import BEFORE_NAMES, named_beside, named_in_url
from tools.text.shapes import PARAM, Piece

Entities = dict[str, list[str]]

# A code word announces a number that is identity; the value names the entity.
_ANNOUNCERS = {
    "http": "http_status", "status": "status", "statuscode": "http_status", "http_status": "http_status",
    "status_code": "http_status", "response": "response", "returned": "response", "responded": "response",
    "returns": "response", "answered": "response", "answers": "response", "replied": "response",
    "got": "received", "received": "received", "receives": "received",
    "exit": "exit_code", "exited": "exit_code", "exitcode": "exit_code", "exit_code": "exit_code",
    "signal": "signal", "sig": "signal", "errno": "error_code", "error": "error_code", "err": "error_code",
    "code": "error_code", "rc": "error_code", "ret": "error_code", "retval": "error_code", "errorcode": "error_code", "error_code": "error_code",
    "hresult": "error_code", "ntstatus": "error_code", "sqlcode": "error_code", "eventid": "error_code",
    "event_id": "error_code", "eventcode": "error_code",
}  # fmt: skip
_CONNECTORS = section("connectors")
_REASONS = section("http-reasons")
_VERBS = section("verbs")
_SHORT = re.compile(r"-?\d{1,5}")
_HTTP = re.compile(r"[1-5]\d\d")
_RESULT = re.compile(r"0x[0-9a-fA-F]{1,8}")
_SQL_STATE = re.compile(r"[0-9A-Z]{5}|\d{4,5}")
_DISK_WORDS = section("disk")
_MOUNT_POINT = re.compile(r"(?:/[A-Za-z_-]{0,40}){1,3}")
_LOOK_AHEAD = 4
_SENTENCE = 40


def entities_of(pieces: Sequence[Piece]) -> Entities:
    """All entities of a message's pieces, in order of appearance, without repeats."""
    found: Entities = {}
    for index, (kind, key, _) in enumerate(pieces):
        if kind == "w" or kind == "k":
            if key in _TELLING:
                _word(found, pieces, index)
        elif kind in _BY_KIND:
            _BY_KIND[kind](found, pieces, index)
    return found


def _word(found: Entities, pieces: Sequence[Piece], index: int) -> None:
    key = pieces[index].key
    following = pieces[index + 1] if index + 1 < len(pieces) else None
    if key == "sqlstate" or (key == "state" and index and pieces[index - 1].key == "sql"):
        _sql_state(found, pieces, index)
    elif key in _ANNOUNCERS or (key == "id" and index and pieces[index - 1].key == "event"):
        _announced(found, pieces, index)
    if following and following.kind == "v" and key in BEFORE_NAMES:
        for name, value in named_beside(key, following.text):
            _add(found, name, value)
    for name, value in _WORDS.get(key, ()):
        _add(found, name, value)


def _exception(found: Entities, pieces: Sequence[Piece], index: int) -> None:
    _add(found, "exception", pieces[index].text)


def _code(found: Entities, pieces: Sequence[Piece], index: int) -> None:
    _add(found, "error_code", pieces[index].key)


def _announced(found: Entities, pieces: Sequence[Piece], index: int) -> None:
    """The number after "exit code", "HTTP", "errno" and the like."""
    if pieces[index].key == "code" and any(piece.key in _ANNOUNCERS for piece in pieces[max(index - 2, 0) : index]):
        return  # "exit code 1", "exited with code 1", "status code 503": the first word has spoken
    name = _ANNOUNCERS.get(pieces[index].key, "error_code")
    for place, piece in enumerate(pieces[index + 1 : index + 1 + _LOOK_AHEAD], index + 1):
        if piece.kind in "nx":
            if name != "received" or _ends_there(pieces, place):
                _add_code(found, name, piece.text)
            return
        if piece.kind != "w" or piece.key not in _CONNECTORS:
            return


def _ends_there(pieces: Sequence[Piece], place: int) -> bool:
    """True for "received 429 from rates", false for "received 429 bytes"."""
    following = pieces[place + 1].key if place + 1 < len(pieces) else PARAM
    return following == PARAM or following in FUNCTION_WORDS or following in _REASONS


def _sql_state(found: Entities, pieces: Sequence[Piece], index: int) -> None:
    """`SQLSTATE[HY000] [2002]`: the standard's five characters, and the driver's own code after them."""
    for piece in pieces[index + 1 : index + 3]:
        if piece.kind not in "nv" or not _SQL_STATE.fullmatch(piece.text):
            return
        _add(found, "error_code", piece.key if piece.key != PARAM else piece.text.lower())


def _add_code(found: Entities, name: str, text: str) -> None:
    number = text.rstrip(".,")
    if name in ("http_status", "response", "received", "status") and _HTTP.fullmatch(number):
        if number[0] in "45":
            _add(found, "http_status", number)
    elif name in ("response", "received") or not (_SHORT.fullmatch(number) or _RESULT.fullmatch(number)):
        return
    elif name in ("status", "http_status"):
        _add(found, "exit_code" if name == "status" else name, number)
    else:
        _add(found, name, number.lower().lstrip("-"))


def _reason_phrase(found: Entities, pieces: Sequence[Piece], index: int) -> None:
    """A status before its phrase: "503 Service Unavailable", "502 errors"."""
    text = pieces[index].text
    following = pieces[index + 1].key if index + 1 < len(pieces) else ""
    if len(text) != 3 or text[0] not in "45" or not text.isdigit():
        return
    before = pieces[index - 1] if index else None
    if before is None or before.key != PARAM:
        told = following in _REASONS
    else:  # not a port after its host, but "GET /orders 500"
        told = before.kind == "p" and index > 1 and pieces[index - 2].text in _VERBS
    if told:
        _add(found, "http_status", text)


def _named_resource(found: Entities, pieces: Sequence[Piece], index: int) -> None:
    """A quoted name beside a resource noun: `relation "users"`, `"orders" queue`."""
    text = pieces[index].text
    for near in (index - 1, index + 1):
        if 0 <= near < len(pieces) and pieces[near].key in RESOURCE_NOUNS:
            _add(found, "resource", f"{pieces[near].key}:{text.lower()}")
            return


def _mount_point(found: Entities, pieces: Sequence[Piece], index: int) -> None:
    """In a text about disk space a short path names the resource."""
    path = pieces[index].text
    around = pieces[max(index - _SENTENCE, 0) : index + _SENTENCE]
    if _MOUNT_POINT.fullmatch(path) and any(piece.key in _DISK_WORDS for piece in around):
        _add(found, "resource", f"path:{path}")


def _linked(found: Entities, pieces: Sequence[Piece], index: int) -> None:
    for name, value in named_in_url(pieces[index].text):
        _add(found, name, value)


def _add(found: Entities, name: str, value: str) -> None:
    values = found.setdefault(name, [])
    if value not in values:
        values.append(value)


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
_TELLING = frozenset(_WORDS) | frozenset(_ANNOUNCERS) | BEFORE_NAMES | {"sqlstate", "state", "id"}
_BY_KIND = {
    "e": _exception, "c": _code, "n": _reason_phrase, "q": _named_resource, "p": _mount_point, "l": _linked,
}  # fmt: skip
