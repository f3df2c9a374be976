"""Numbers that are identity because of the word before them: exit codes, HTTP statuses, errno, SQL states, events."""

from collections.abc import Callable, Sequence

from tools import deferred_re as re
from tools.text.identity.shapes import PARAM, Piece
from tools.text.words.lexicon import FUNCTION_WORDS, section

Entities = dict[str, list[str]]
Finder = Callable[[Entities, Sequence[Piece], int], None]

# A code word announces a number that is identity; its value here names the entity.
_ANNOUNCERS = {
    "http": "http_status", "status": "status", "statuscode": "http_status", "http_status": "http_status",
    "status_code": "http_status", "response": "response", "returned": "response", "responded": "response",
    "returns": "response", "answered": "response", "answers": "response", "replied": "response",
    "got": "received", "received": "received", "receives": "received",
    "exit": "exit_code", "exited": "exit_code", "exitcode": "exit_code", "exit_code": "exit_code",
    "signal": "signal", "sig": "signal", "errno": "error_code", "error": "error_code", "err": "error_code",
    "code": "error_code", "rc": "error_code", "ret": "error_code", "retval": "error_code",
    "errorcode": "error_code", "error_code": "error_code",
    "hresult": "error_code", "ntstatus": "error_code", "sqlcode": "error_code", "eventid": "error_code",
    "event_id": "error_code", "eventcode": "error_code", "bugcheck": "error_code",
}  # fmt: skip
_CONNECTORS = section("connectors")
_REASONS = section("http-reasons")
_VERBS = section("verbs")
# Behind a number they make it an amount: "error: value 12 % is below the limit".
_UNITS = section("units")
# Error and exit codes are short; a longer number is a value.
_SHORT = re.compile(r"-?\d{1,5}")
# A code in parts, behind the word "code" alone: a card network's 10.4, IIS's 403.14.
_IN_PARTS = re.compile(r"\d{1,3}(?:\.\d{1,3}){1,2}")
_HTTP = re.compile(r"[1-5]\d\d")
# Assigned by IANA or widely used; 443 is a port.
_FAILED = re.compile(r"4(?:[0-2]\d|3[01]|44|51|6[03]|9[4-9])|5(?:0\d|1[01]|2\d|30|9[89])")
# Windows' HRESULT and NTSTATUS: 0x80070005.
_RESULT = re.compile(r"0x[0-9a-fA-F]{1,8}")
# A device's own code: "error E24", "code F-07".
_OWN_CODE = re.compile(r"[A-Z]{1,4}-?\d{1,4}")
# SQLSTATE's five characters (HY000), or a driver's own number (2002).
_SQL_STATE = re.compile(r"[0-9A-Z]{5}|\d{4,5}")
# Words such as "code", "is" and "of" may come between; a later number belongs to something else.
_LOOK_AHEAD = 4


def add(found: Entities, name: str, value: str) -> None:
    """Add a value once."""
    values = found.setdefault(name, [])
    if value not in values:
        values.append(value)


def announced(found: Entities, pieces: Sequence[Piece], index: int) -> None:
    """Add the number after "exit code", "HTTP", "errno" and the like."""
    if pieces[index].key == "code" and any(piece.key in _ANNOUNCERS for piece in pieces[max(index - 2, 0) : index]):
        return  # "exit code 1", "exited with code 1", "status code 503": the first word has already announced it
    name = _ANNOUNCERS.get(pieces[index].key, "error_code")
    for place, piece in enumerate(pieces[index + 1 : index + 1 + _LOOK_AHEAD], index + 1):
        if piece.kind in "nx":
            if place + 1 < len(pieces) and pieces[place + 1].key in _UNITS and pieces[place - 1].key not in _ANNOUNCERS:
                return
            if pieces[place - 1].key == "code" and _IN_PARTS.fullmatch(piece.text.rstrip(".,")):
                add(found, "error_code", piece.text.rstrip(".,"))
            elif name != "received" or _ends_there(pieces, place):
                _add_code(found, name, piece.text)
            return
        if piece.kind == "v" and name == "error_code" and _OWN_CODE.fullmatch(piece.text):
            add(found, name, piece.text.lower())
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
        add(found, "error_code", piece.key if piece.key != PARAM else piece.text.lower())


def _add_code(found: Entities, name: str, text: str) -> None:
    """Add a failed HTTP status where one may occur, else a short code under the entity that its word announced."""
    number = text.rstrip(".,")
    if name in ("http_status", "response", "received", "status") and _HTTP.fullmatch(number):
        if _FAILED.fullmatch(number):
            add(found, "http_status", number)
    elif name in ("response", "received") or not (_SHORT.fullmatch(number) or _RESULT.fullmatch(number)):
        return
    elif name in ("status", "http_status"):
        add(found, "exit_code" if name == "status" else name, number)
    else:
        add(found, name, number.lower().lstrip("-"))


def reason_phrase(found: Entities, pieces: Sequence[Piece], index: int) -> None:
    """Add a status before its phrase: "503 Service Unavailable", "502 errors"."""
    text = pieces[index].text
    following = pieces[index + 1].key if index + 1 < len(pieces) else ""
    if not _FAILED.fullmatch(text):
        return
    before = pieces[index - 1] if index else None
    if before is None or before.key != PARAM:
        told = following in _REASONS
    else:  # not the port after a host, but "GET /orders 500"
        told = before.kind == "p" and index > 1 and pieces[index - 2].text in _VERBS
    if told:
        add(found, "http_status", text)


def _second_word(found: Entities, pieces: Sequence[Piece], index: int) -> None:
    """After "SQL" or "event", the words "state" and "id" announce a number; alone they do not."""
    before = pieces[index - 1].key if index else ""
    if (before, pieces[index].key) == ("sql", "state"):
        _sql_state(found, pieces, index)
    elif (before, pieces[index].key) == ("event", "id"):
        announced(found, pieces, index)


ANNOUNCERS: dict[str, Finder] = {
    **dict.fromkeys(_ANNOUNCERS, announced),
    "sqlstate": _sql_state,
    "state": _second_word,
    "id": _second_word,
}
