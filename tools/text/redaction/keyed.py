"""`password=…`, `"apiKey": "…"`: values whose key says that they are secret, however key, sign and value are written."""

import re
from collections.abc import Iterator
from importlib.resources import files

from tools.text.redaction.nested import below, inside
from tools.text.redaction.placeholder import PLACEHOLDER
from tools.text.redaction.rule import Span
from tools.text.redaction.trie import one_of
from tools.text.redaction.values import is_secret, value_at, value_end

_SEPARATORS = {"_": r"[ _.-]?"}
# `password_hash=`, `clientKeyData:`, `password2=`: what may follow the word.
_ENDING = r"(?:[_-]?(?:hash|value|data|confirm(?:ation)?|base64|b64|old|new|\d{1,2}))?"
_ASSIGNED = r"\\{0,7}[\"'`]?[\])]{0,2}[\"'`]?\s{0,3}(?:=>|:=|==|[:=：＝])"
# `{"name": "DB_PASSWORD", "value": "…"}`, `- name: API_TOKEN` with `value:` below, `<input name="password" value="…">`
_NAMED = (
    r"\\{0,7}[\"']?\s{0,3},?\s{0,40}(?:[a-z]{2,12}=[\"'][^\"'\n]{0,40}[\"']\s{1,3}){0,3}"
    r"\\{0,7}[\"']?(?:value|val|content|default)\\{0,7}[\"']?\s{0,3}[:=]"
)
# `name="password"`, an empty line and the value of a form; `<password>…`, `<entry key="password">…`.
_FORM = r"[\"']?\r?\n\r?\n(?=\S)"
_ELEMENT = r"[\"']?>(?=[^<\s])"


def _table() -> dict[str, tuple[str, str]]:
    """Word → (kind, policy) of `keys.txt`."""
    found: dict[str, tuple[str, str]] = {}
    kind = policy = ""
    for line in (files("tools.text.redaction") / "keys.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            kind, policy = line.strip("[]").split()
        elif not line.startswith("#"):
            found |= dict.fromkeys(line.split(), (kind, policy))
    return found


_TABLE = _table()
_BARE = re.compile(r"[ _.\-^]")
_KINDS = {_BARE.sub("", word): found for word, found in _TABLE.items()}
_AT_START = {_BARE.sub("", word) for word in _TABLE if word.startswith("^")}
_KEY = re.compile(
    rf"(?P<key>{one_of([word.lstrip('^') for word in _TABLE], _SEPARATORS)}){_ENDING}"
    rf"(?P<sign>(?P<assigned>{_ASSIGNED})|{_NAMED}|(?P<form>{_FORM})|{_ELEMENT})"
)
# What a list, an object or a block begins with.
_BELOW = ("[", "{", "(", "|", ">", "-", "")
_MARK = re.compile(PLACEHOLDER.pattern, re.IGNORECASE)
_BLANKS = re.compile(r"[^\S\r\n]{0,8}\r?\n\s{0,64}(?=\\{0,7}[\"'])|\s{0,3}")
# A key's last letters as they stand in a view without blanks, signs and digits: six, or what a shorter word has.
TAIL_SIZES = (6, 4, 3)


def key_tail(word: str) -> str:
    """The last letters of a key by which a text is known that may hold it."""
    raw = re.sub(r"[^a-z\x80-\xff]", "", word.encode().decode("latin-1"))
    return raw[-next(size for size in TAIL_SIZES if size <= len(raw)) :]


_ENDINGS = ("hash", "value", "data", "confirm", "confirmation", "base64", "old", "new")
KEY_TAILS = (
    frozenset(key_tail(word) for word in _KINDS if word != "code")
    | frozenset(
        key_tail(f"{word}{ending}") for word in ("password", "passwd", "secret", "token", "key") for ending in _ENDINGS
    )
    | {",value", "\nvalue", "lvalue"}
)


def lowered(text: str) -> str:
    """In small letters, every character at its place, placeholders blotted out: their kinds are no keys."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(one if len(one) == 1 else "?" for one in map(str.lower, text))
    return _MARK.sub(lambda mark: "\0" * len(mark[0]), low) if "[redacted:" in low else low


def keyed(text: str) -> Iterator[Span]:
    """The values of all keys that name a secret."""
    low = lowered(text)
    at = 0
    while found := _KEY.search(low, at):
        at = found.start() + 1
        bare = _BARE.sub("", found["key"])
        if bare in _AT_START and not _starts_word(text, found.start()):
            continue
        spans, at = _values(text, found, *_KINDS[bare])
        yield from spans


def _starts_word(text: str, place: int) -> bool:
    """True at a word's first letter, and at a hump as in `dbPass`."""
    return place == 0 or not text[place - 1].isalpha() or (text[place - 1].islower() and text[place].isupper())


def _values(text: str, found: "re.Match[str]", kind: str, policy: str) -> tuple[list[Span], int]:
    """What must go behind one key, and where the search goes on."""
    sign = found.end()
    blanks = _BLANKS.match(text, sign)
    start = blanks.end() if blanks else sign
    if policy in ("any", "strong") and text[start : start + 1] in _BELOW:
        for places, end in (inside(text, start), below(text, sign)):
            if end > start or places:
                return [Span(*place, kind) for place in places], end
    if (found_value := value_at(text, start, policy)) is None:
        return [], sign
    value, place = found_value
    in_prose = found["assigned"] is not None and found["assigned"].endswith(":") and start > sign
    if not is_secret(policy, value, in_prose) or (found["key"] == "pwd" and value[0] in "/~"):
        return [], sign
    end = value_end(text, start, place)
    return [Span(place, end, kind)], end
