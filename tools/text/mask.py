"""Words stay, values become parameters: one whitespace token at a time, remembered because words repeat."""

import re
from functools import lru_cache
from typing import NamedTuple

from tools.text.lexicon import DIGIT_WORDS, RESOURCE_NOUNS, STATE_WORDS, section
from tools.text.vocabulary import known

PARAM = "<*>"
REMEMBERED_LENGTH = 64


class Piece(NamedTuple):
    """One part of a message. `kind`: w word · k word as a key's value · e exception class · c code word · n short number · x hex · u number with unit · p path · q quoted name · v other value."""

    kind: str
    key: str
    text: str


_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,20}://\S*")
_EMAIL = re.compile(r"[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")
_PATH = re.compile(r"(?:/|~/|\.{1,2}/)[\w.@%+~*$-][^\s\"'<>|,;()\[\]{}]*|[A-Za-z]:\\[^\s\"'<>|,;]*|\\\\[^\s\"'<>|,;]+")
_IPV6 = re.compile(r"\[?(?:[0-9a-fA-F]{0,4}:){3,7}[0-9a-fA-F]{0,4}\]?(?::\d{1,5})?")
_DOMAIN = re.compile(
    r"(?:[A-Za-z0-9_-]{1,63}\.){1,8}(?:com|net|org|io|dev|app|cloud|local|localdomain|internal|lan|corp|svc|edu|gov|mil|"
    r"info|biz|eu|de|uk|fr|nl|ru|cn|jp|kr|br|au|ca|us|hk|tw|sg|arpa)\.?"
)
_NUMBER = re.compile(r"[+-]?\d[\d.,]*")
_WITH_UNIT = re.compile(r"~?[+-]?\d[\d.,]*(?:%|[a-zA-Zµ]{1,6}(?:/[a-z]{1,4})?)(?:\d[\d.]*(?:ms|s|m|h|d)){0,3}")
_HEX = re.compile(r"0x[0-9a-fA-F]+")
_HEX_WORD = re.compile(r"[0-9a-f]{8,}|[0-9A-F]{8,}")
_CODE = re.compile(
    r"(?:ORA|PLS|TNS|SQL|MY|AH|CVE|ERR|ER|IO|WSA|DB|SP2|RMAN|CRS|SSL|TLS|GRPC|DPY|LPX|KUP|IMP|EXP|MSB|CS|TS|NU|LNK|EKM|BC)"
    r"-?\d{3,6}(?:-\d{2,6})?|E-?\d{3,6}|[A-Z]{3,8}\d{3,5}[EWIFSA]|KB\d{6,7}|CVE-\d{4}-\d{3,7}|\d{1,3}/[A-Z]{2,12}"
)
_EXCEPTION = re.compile(
    r"(?:[A-Za-z_$][\w$]*[./])*(?P<name>[A-Z]\w+(?:Exception|Error|Fault|Failure|Interrupt|Warning))"
)
_CLASS_ENDINGS = ("Exception", "Error", "Fault", "Failure", "Interrupt", "Warning")
_CUT = re.compile(r"[\[\](){}<>=,;|\"'`!?&]+|:+(?!\\)|\.{2,}|-->?|->|\*+|#+(?!\d)")
_EDGES = ".,:;!?\"'`)]}>*-"
_EMPTY = Piece("v", PARAM, "")
_KEEP_KEYS = section("telling-keys")


def pieces_of(token: str) -> tuple[Piece, ...]:
    """The pieces of one whitespace token."""
    return _remembered(token) if len(token) <= REMEMBERED_LENGTH else tuple(_cut(token))


@lru_cache(maxsize=16_384)
def _remembered(token: str) -> tuple[Piece, ...]:
    if token.isalpha():
        return (_part(token),)
    return tuple(_cut(token))


def _cut(token: str) -> list[Piece]:
    """A token with marks or digits: whole shapes first, then its parts."""
    if token[0] == "\x02":
        return [Piece("q", PARAM, token[1:].replace("\x1f", " "))]
    whole = _whole(token)
    if whole:
        return [whole]
    name, equals, value = token.partition("=")
    if equals and name and name[-1] not in "=!<>:+-*/" and value[:1] != "=":
        return _key_value(name.strip("\"'([{"), value)
    if token[0] == "!" and token[1:].isalpha():
        return [Piece("w", "not", "not"), Piece("w", token[1:].lower(), token[1:])]
    pieces: list[Piece] = []
    position = 0
    for mark in _CUT.finditer(token):
        _append(pieces, token[position : mark.start()])
        if mark[0] in ("()", "[]", "{}"):
            pieces.append(_EMPTY)
        position = mark.end()
    _append(pieces, token[position:])
    return pieces


def _whole(token: str) -> Piece | None:
    """URLs, e-mail addresses, paths, IPv6: shapes that hold the cutting marks themselves."""
    bare = token.strip("\"'`([{<>}]),;")
    if not bare:
        return None
    if "://" in bare and _URL.fullmatch(bare):
        return Piece("v", PARAM, bare)
    if bare[0] in "/~.\\" or bare[1:3] == ":\\":
        path = bare.rstrip(".:")
        if _PATH.fullmatch(path) and not path[1:].isdigit():
            return Piece("p", PARAM, path)
        return Piece("p", PARAM, bare) if bare == "/" else None
    if "@" in bare and _EMAIL.fullmatch(bare.rstrip(".:")):
        return Piece("v", PARAM, bare)
    return Piece("v", PARAM, bare) if bare.count(":") > 2 and _IPV6.fullmatch(bare) else None


def _key_value(name: str, value: str) -> list[Piece]:
    """`key=value`: an unknown word is a value; a word of the language, a constant or a state stays."""
    pieces = list(pieces_of(name)) if name else []
    bare = value.strip("\"'`,;)]}.")
    if not bare:
        return [*pieces, _EMPTY]
    parts = list(pieces_of(value.lstrip("\"'`")))
    key = pieces[-1].key.rpartition(".")[2].rpartition("_")[2] if pieces else ""
    keep = key in _KEEP_KEYS or key in RESOURCE_NOUNS
    if len(parts) == 1 and parts[0].kind == "w" and not keep and not _tells(parts[0]):
        parts = [Piece("q", PARAM, bare)]
    elif len(parts) == 1 and parts[0].kind == "w":
        parts = [Piece("k", parts[0].key, parts[0].text)]
    return pieces + parts


def _tells(piece: Piece) -> bool:
    """The word itself carries meaning wherever it stands."""
    return piece.key in STATE_WORDS or known(piece.key) or piece.text.isupper() or piece.key.endswith(("ed", "ing"))


def _append(pieces: list[Piece], part: str) -> None:
    """One part between marks."""
    part = part.strip(_EDGES)
    if part:
        piece = _part(part)
        if piece.key:
            pieces.append(piece)


def _part(part: str) -> Piece:
    lower = part.lower()
    if part.isalpha() and not part.endswith(_CLASS_ENDINGS):
        return Piece("v", PARAM, part) if len(part) >= 8 and _HEX_WORD.fullmatch(part) else Piece("w", lower, part)
    exception = _EXCEPTION.fullmatch(part)
    if exception and part[0] != ".":
        return Piece("e", exception["name"].lower(), exception["name"])
    if any(character.isdigit() for character in part):
        return _with_digits(part, lower)
    if "." in part and _DOMAIN.fullmatch(part) and not part.startswith(("java.", "org.", "com.", "net.", "io.")):
        return Piece("v", PARAM, part)
    if "/" in part and (part[0] == "/" or _file_name(part)):
        return Piece("p", PARAM, part)
    if part.isalpha():
        return Piece("w", lower, part)
    return Piece("w", lower.strip("_-./\\"), part)


def _with_digits(part: str, lower: str) -> Piece:
    if lower in DIGIT_WORDS or all(bit.isalpha() or bit in DIGIT_WORDS for bit in lower.split("-")):
        return Piece("w", lower, part)
    if _CODE.fullmatch(part):
        return Piece("c", lower, part)
    if _NUMBER.fullmatch(part):
        return Piece("n" if len(part) <= 6 else "v", PARAM, part)
    if _HEX.fullmatch(part):
        return Piece("x", PARAM, part)
    if _WITH_UNIT.fullmatch(part):
        return Piece("u", PARAM, part)
    return Piece("v", PARAM, part)


def _file_name(part: str) -> bool:
    """A relative path to a file such as `conf/app.yaml`; `read/write` and `text/plain` are words."""
    last = part.rpartition("/")[2]
    return "." in last.strip(".")


_VERBS = section("verbs")
_PLACEHOLDER = re.compile(r"\[REDACTED:[\w-]{1,40}\]")
_QUOTED = re.compile(r"\"([^\"\n]{0,300})\"|(?<![\w\\])'([^'\n]{1,300})'(?!\w)|`([^`'\n]{1,300})[`']")


def unquote(message: str) -> str:
    """Quoted prose is kept as prose, a quoted name becomes one value; a quote never hides a state word."""
    if "[REDACTED:" in message:
        message = _PLACEHOLDER.sub(" \x02[REDACTED] ", message)
    if '"' in message or "'" in message or "`" in message:
        return _QUOTED.sub(_unquoted, message)
    return message


def _unquoted(found: re.Match[str]) -> str:
    inner = (found[1] or found[2] or found[3] or "").strip()
    words = inner.split()
    if not words:
        return " \x02 "
    if len(words) == 1:
        parts = pieces_of(words[0])
        name = len(parts) == 1 and parts[0].kind == "w" and not _tells(parts[0])
        return f" \x02{words[0]} " if name else f" {inner} "
    if words[0] in _VERBS:
        return f" {inner} "
    prose = sum(1 for word in words if known(word.strip(_EDGES).lower()))
    if prose * 2 >= len(words) and prose >= 2:
        return f" {inner} "
    return " \x02" + "\x1f".join(words) + " "
