"""`password=…`, `"apiKey": "…"`: values under a secret's name, however name and operator are written."""

from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

from tools import deferred_re as re
from tools.text.redaction.checks import is_empty, is_handed_secret, words_of
from tools.text.redaction.lowered import lowered
from tools.text.redaction.nested import below, block_at, inside, mapped
from tools.text.redaction.rule import Span
from tools.text.redaction.trie import one_of
from tools.text.redaction.values import WHOLE, is_secret, phrase_end, value_at, value_end

_SEPARATORS = {"_": r"[ _.-]?"}
# `password_hash=`, `clientKeyData:`, `password2=`: what may follow the word.
_ENDING = (
    r"s?(?:[ _-]?hash|[_-]?(?:value|data|digest|md5|sha\d{1,3}|crypt|encrypted|plain|text|confirm(?:ation)?|base64|b64"
    r"|enc(?:oded)?|old|new)|[ _-]?\d{1,3})?"
)
_ASSIGNED = r"\\{0,7}+[\"'`]?+[\])]{0,2}+[\"'`]?+\s{0,3}+(?:=>|:=|\|\|=|\?\??=|==|=|[:：＝](?!:))"
# `token: str = "…"`, `var token string = "…"`
_TYPED = r"\s{0,3}+:?\s{0,3}+(?:string|str|&(?:'static )?str|bytes|text)\s{0,3}=\s{0,3}(?=[\"'`])"
# `define('DB_PASSWORD', '…')`, `{password,"…"}`, `.password("…")`, `password -> …`: it may name a column.
_HANDED = (
    r"\\{0,7}[\"'`]?\s?(?:,\s{0,3}|\(\s?)(?=\\{0,7}[\"'])|\\{0,7}[\"'] {1,2}(?=\\{0,7}[\"'][^\s\"'])|\s{0,3}+(?:->|→)"
)
_SERIALISED = r"\\{0,7}\";s:\d{1,5}:(?=\\{0,7}\")"  # PHP: `s:8:"password";s:7:"…";`
# `{"name": "DB_PASSWORD", "value": "…"}`, `- name: API_TOKEN` with `value:` below, `<input name="password" value="…">`,
# `variable "db_password" { default = "…" }`
_NAMED = (
    r"\]?\\{0,7}+[\"']?\s{0,3}+[,{]?\s{0,40}+"
    r"(?:\\{0,7}[\"'][a-z_]{1,24}\\{0,7}[\"']\s?:\s?(?:\\{0,7}[\"'][^\"'\n\\]{0,60}\\{0,7}[\"']|[a-z\d.]{1,16})\s?,\s{0,40}){0,3}"
    r"(?:[a-z]{2,12}\s{0,16}+=\s{0,3}(?:[\"'][^\"'\n]{0,120}[\"']|[a-z]{2,8})\s{1,12}){0,4}"
    r"\\{0,7}[\"']?(?:(?:parameter|property|string)?value|val|content|default)\\{0,7}[\"']?\s{0,16}+[:=]"
)
# `name="password"`, an empty line and the value of a form; `<password>…`, `<entry key="password">…`,
# `<name>password</name><value>…`.
_FORM = r"[\"']?\r?\n\r?\n(?=\S)"
_ATTRIBUTES = r"(?:\s{1,3}[a-z:._-]{1,32}=[\"'][^\"'<>\n]{0,160}[\"']){0,4}"
_HOLDER = (
    r"(?:<(?:name|user|username|userid|id|type|domain|target|description)>[^<\n]{0,64}</[a-z]{2,16}>\s{0,40}){0,3}"
    r"<(?:value|string|val|data|text)>\s{0,40}"
)
# Not the end of a quotation: in `'<password>', 'x'` it is a word like others.
_BEGIN = r"(?:<!\[cdata\[)?(?=[^<\s])(?![\"'`]\s?[,;)\]}])"
_ELEMENT = rf"(?:[\"']?{_ATTRIBUTES}>\s{{0,40}}(?:{_HOLDER})?|</[a-z:]{{1,16}}>\s{{0,40}}(?:{_HOLDER}){{1,2}}){_BEGIN}"


def _table() -> dict[str, tuple[str, str]]:
    """Word → (kind, policy) from `keys.txt`."""
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
_WORDS = one_of([word.lstrip("^") for word in _TABLE], _SEPARATORS)
_KEY = re.compile(
    rf"(?P<key>{_WORDS}){_ENDING}"
    rf"(?P<sign>{_TYPED}|(?P<assigned>{_ASSIGNED})|{_SERIALISED}|{_NAMED}|(?P<form>{_FORM})|{_ELEMENT}|(?P<handed>{_HANDED}))"
)
_WHOLE = re.compile(rf"(?P<key>{_WORDS}){_ENDING}\Z")
# A cursor in a list, and a piece of a split text, are called tokens as well.
_PAGED = re.compile(
    r"(?:page|paging|continuation|continue|next|sync|resume|cursor|scroll|special|pad|eos|bos|stop|cancellation)"
    r"[ _.-]?\Z"
)
_NEAR = 16
# `passwords: 3` is a count, with so many digits.
_COUNT = 6
# At most this many secrets are looked for one by one: a denser text costs too much time and is no readable log.
_MOST = 1_000
# Nor so many names that have no other meaning.
_MOST_NAMES = 1_500
# Policies of names that have no other meaning.
_TOLD = ("any", "strong", "told")
# How a list, an object or a block begins.
_BELOW = ("[", "{", "(", "|", ">", "-", "<", "\r", "\n", "")
# After the sign: blanks, a line end before a value that is no field of its own, and what languages print around a
# string.
_NO_FIELD = r"(?!\[|[\w.-]{1,64}[ \t]{0,3}(?::\s|=[^=\s]))"
_STRING = r"(?:(?:some|just|secretstr|secret|optional|bytes|str|string)\(|string\(\d{1,5}\)\s|[bur])(?=\\{0,7}[\"'])"
_BLANKS = re.compile(
    r"[^\S\r\n]{0,8}\r?\n\s{0,64}(?=\\{0,7}[\"'])"
    rf"|(?<==)[ \t]{{0,8}}\\?\r?\n[ \t]{{1,64}}{_NO_FIELD}(?=[^\s()]{{4,512}}+(?:\s|\Z))"
    rf"|(?<!=)[^\S\r\n]{{0,3}}\r?\n\s{{0,2}}{_NO_FIELD}(?=\S)"
    r"|[ \t]{1,3}(?:&\w{1,32}|!!\w{1,16})[ \t](?=\S)"
    rf"|[^\S\r\n]{{0,3}}(?:{_STRING})?"
    # A debugger's: the address of the text, and the text.
    r"(?:0x[0-9a-f]{4,16} (?=\"))?",
    re.IGNORECASE,
)
# `Server=db;User ID=app;Password=…`: its own keys decide what must be cut.
_CONNECTION = re.compile(
    r"[^\r\n\"']{0,400}?(?:password|pwd|(?:account|shared ?access)key|sharedaccesssignature|secret)\s?=", re.IGNORECASE
)
# `"old" -> "new"`, as plans and differences show a change.
_CHANGED = re.compile(r"\\{0,7}[\"'`]\s{1,3}(?:->|=>|→|to)\s{1,3}(?=\\{0,7}[\"'`])")
# The last letters of a key in a view without blanks, signs and digits: six, or all of a shorter word.
TAIL_SIZES = (6, 4, 3)


def key_tail(word: str) -> str:
    """The last letters of a key, by which a text that may contain it is recognised."""
    raw = re.sub(r"[^a-z\x80-\xff]", "", word.encode().decode("latin-1"))
    return raw[-next(size for size in TAIL_SIZES if size <= len(raw)) :]


_ENDINGS = words_of(
    "hash digest md sha crypt encrypted enc encoded plain text value data confirm confirmation base64 old new"
)
_ENDED = ("password", "passwd", "pass", "secret", "token", "key")
KEY_TAILS = (
    frozenset(key_tail(f"{word}{plural}") for word in _KINDS if word != "code" for plural in ("", "s"))
    | frozenset(key_tail(f"{word}{ending}") for word in _ENDED for ending in _ENDINGS)
    | {",value", "\nvalue", "lvalue", "rvalue", "yvalue"}
)


@lru_cache(4096)
def named(name: str) -> tuple[str, str] | None:
    """Kind and policy of a name that is a secret's as a whole, such as a column's; None for others."""
    found = _WHOLE.search(name.lower())
    if found is None:
        return None
    kind, policy, at_start = _rule(found["key"])
    if policy not in _TOLD or (at_start and not _starts_word(name, found.start())):
        return None
    return kind, policy


def keyed(text: str) -> Iterator[Span]:
    """The values of all keys that name a secret; after the thousandth, the whole rest, which is no readable log."""
    for number, span in enumerate(_each(text)):
        yield span
        if number == _MOST:
            yield Span(span.start, len(text), span.kind)
            return


def _each(text: str) -> Iterator[Span]:
    low = lowered(text)
    at = mapped_to = names = 0
    while found := _KEY.search(low, at):
        at = found.start() + 1
        kind, policy, at_start = _rule(found["key"])
        if at_start and not _starts_word(text, found.start()):
            continue
        if found["key"] in ("token", "tokens") and _PAGED.search(low, max(0, at - _NEAR), at - 1):
            continue
        names += policy in _TOLD
        if names > _MOST_NAMES:
            yield Span(found.start(), len(text), kind)
            return
        block = block_at(text, found.end()) if policy in _TOLD else None
        if block is not None:
            places, end = mapped(text, block, mapped_to)
            if end >= 0:
                at, mapped_to = found.end(), end
                yield from (Span(*place, kind) for place in places)
                continue
        spans, at = _values(text, found, (kind, policy), block)
        yield from spans


@lru_cache(4096)
def _rule(key: str) -> tuple[str, str, bool]:
    """Kind, policy and whether the key counts only at the start of a word, for a key as it is written."""
    bare = _BARE.sub("", key)
    return (*_KINDS[bare], bare in _AT_START)


def _starts_word(text: str, place: int) -> bool:
    """True at a word's first letter, and at a hump as in `dbPass`."""
    return place == 0 or not text[place - 1].isalpha() or (text[place - 1].islower() and text[place].isupper())


def _values(
    text: str, found: "re.Match[str]", rule: tuple[str, str], block: "re.Match[str] | None"
) -> tuple[list[Span], int]:
    """What must be cut after one key, and where the search continues; `block` begins the lines below it."""
    kind, policy = rule
    start = sign = found.end()
    if (blanks := _BLANKS.match(text, sign)) is not None:
        start = blanks.end()
    if found["handed"] is not None and policy not in _TOLD:
        return [], sign
    if policy in _TOLD and (text[start : start + 1] in _BELOW or "\n" in text[sign:start]):
        places, end = inside(text, start, policy == "any")
        if end < start and not places:
            places, end = below(text, sign, block)
        if end >= start or places:
            return [Span(*place, kind) for place in places], end
    if (found_value := value_at(text, start, policy)) is None:
        return [], sign
    value, place = found_value
    if "=" in value and _CONNECTION.match(text, place):
        return [], place
    if not _is_told(text, found, policy, value, start > sign):
        return [], sign
    end = place + len(value) if len(value) < WHOLE else value_end(text, start, place)
    if policy == "any" and place == start:
        end = max(end, phrase_end(text, place))
    return [Span(place, end, kind), *_next_value(text, end, kind, policy)], end


def _is_told(text: str, found: "re.Match[str]", policy: str, value: str, is_apart: bool) -> bool:
    """Judge a value by its key and form; `is_apart`: blanks separate it from the sign."""
    if found["handed"] is not None and not is_handed_secret(value):
        return False
    if value.isdigit() and len(value) < _COUNT and _is_plural(text[found.start() : found.start("sign")].lower()):
        return False
    in_prose = is_apart and text[found.end() - 1] in ":：" and found["assigned"] is not None
    return is_secret(policy, value, in_prose) and not (found["key"] == "pwd" and value[0] in "/~")


def _is_plural(name: str) -> bool:
    return name.endswith("s") and not name.endswith("ss")


def _next_value(text: str, end: int, kind: str, policy: str) -> Iterator[Span]:
    """The new value after the old one that ends at `end`."""
    changed = _CHANGED.match(text, end)
    if changed is not None and (found := value_at(text, changed.end(), policy)) and not is_empty(found[0]):
        yield Span(found[1], value_end(text, changed.end(), found[1]), kind)
