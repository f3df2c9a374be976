"""Finds where the value after a key ends, and whether it is a secret."""

from collections.abc import Callable

from tools import deferred_re as re
from tools.text.redaction.checks import (
    is_empty,
    is_file,
    is_mixed,
    is_phrase,
    is_prose,
    is_random_looking,
    is_secret_in_prose,
)

# A quoted value ends at the same quote after as many backslashes. `\"` inside `"…"` is part of it.
_QUOTED = r"(?P<open>\\{0,7}[\"'`])(?P<value>(?:[^\r\n\\\"'`]{1,8}+|(?!(?<!\\)(?P=open))[^\r\n])%s)"
# Quotes and `,;&|` in the middle of a value are part of it, unless the next field or a quotation begins after them.
_BARE = (
    r"(?P<value>(?:[^\s\"'`,;&|\\<]{1,8}+"
    r"|[,;&|](?![\s\"'`{}\[\]()]|\\{1,7}[\"']|[\w.%%$-]{1,40}\\{0,7}[\"']?\s?[=:]|\Z)"
    r"|(?<=[^\s=:(])[\"'`](?=[A-Za-z0-9])"
    r"|<(?![/!?a-zA-Z\s])"
    r"|\\(?![\s\"'`\\]|\Z))%s)"
)
# The part of a value that is judged, and all of it.
_PART, _ALL = "{1,8}", "+"
# A value with fewer characters than parts was judged whole.
WHOLE = 8
_QUOTED_PART, _QUOTED_ALL = (re.compile(_QUOTED % times) for times in (_PART, _ALL))
_BARE_PART, _BARE_ALL = (re.compile(_BARE % times) for times in (_PART, _ALL))
_CLOSERS = {")": "(", "]": "[", "}": "{", ">": "<"}
_MOST_CLOSERS = 16
_LAST = frozenset((".", *_CLOSERS))
# No id is written like this: base32, as seeds of one-time codes are.
_GENERATED = re.compile(r"[A-Z2-7]{20,256}")
# `credentials: region=eu-1`: a field whose own name counts.
_FIELD = re.compile(r"[a-zA-Z_-]{2,32}=[^=]")
_LONG = re.compile(r"[\w.~+/=-]{20,8192}")
# `orders.created.v2`: words, as in keys of queues and caches.
_DOTTED = re.compile(r"[a-z_]{2,64}(?:[.:/-][a-z0-9_]{1,64}+){1,16}")
_PHRASE = re.compile(
    r"[a-z]{3,12}+(?:[ -][a-z]{3,12}){3,9}?"
    r"(?=[\"'`.,;!)]|\s{0,2}(?:\Z|[\r\n])| (?:for|and|but|until|please|on|in|as)\b)"
)
# Multi-line strings of TOML and Python.
_TRIPLE = ("'''", '"""')
# What the start of a value must have before a closer look: most keys with these policies have plain ids.
_AT_FIRST = {
    "long": re.compile(r"\\{0,7}[\"'`]?(?=[a-z\d_.~+/=-]{0,128}[A-Z])(?=[A-Za-z_.~+/=-]{0,128}\d)[\w.~+/=-]{20}"),
    "mixed": re.compile(r"(?=[^\sA-Z!#$%^&*~]{0,128}[A-Z!#$%^&*~])"),
}


def value_at(text: str, start: int, policy: str) -> tuple[str, int] | None:
    """The judged part of the value at `start`, and the place where it begins."""
    if (first := _AT_FIRST.get(policy)) is not None and not first.match(text, start):
        return None
    if text.startswith(_TRIPLE, start):
        start += 2
    if quoted := _QUOTED_PART.match(text, start):
        return quoted["value"], quoted.start("value")
    if bare := _BARE_PART.match(text, start):
        return core(bare["value"]), start
    return None


def value_end(text: str, start: int, place: int) -> int:
    """Where the value that was found at `start` and begins at `place` ends, however long it is."""
    if text.startswith(_TRIPLE, start):
        start += 2
    if place > start and (quoted := _QUOTED_ALL.match(text, start)):
        return quoted.end("value")
    bare = _BARE_ALL.match(text, start)
    return start + len(core(bare["value"])) if bare else place


def phrase_end(text: str, start: int) -> int:
    """Where the pass phrase at `start` ends: words in lower case up to a quote or their clause's end; -1 if none."""
    phrase = _PHRASE.match(text, start)
    return phrase.end() if phrase is not None and is_phrase(phrase[0]) else -1


def core(value: str) -> str:
    """An unquoted value without the full stop and the brackets of the clause around it."""
    for _ in range(_MOST_CLOSERS):
        last = value[-1:]
        if last not in _LAST or (last != "." and value.count(_CLOSERS[last]) >= value.count(last)):
            break
        value = value[:-1]
    return value


def _any(value: str, in_prose: bool) -> bool:
    return not (in_prose and is_prose(value))


def _strong(value: str, in_prose: bool) -> bool:
    return (
        is_random_looking(value) or is_mixed(value)
        if in_prose
        else len(value) >= 4 and not (value.isdigit() and len(value) < 6)
    )


def _random(value: str, _: bool) -> bool:
    return is_random_looking(value) and not _DOTTED.fullmatch(value)


def _told(value: str, in_prose: bool) -> bool:
    return is_secret_in_prose(value) and not _FIELD.match(value) if in_prose else True


def _pin(value: str, _: bool) -> bool:
    return is_mixed(value) or (value.isdigit() and 4 <= len(value) <= 8)


def _mixed(value: str, _: bool) -> bool:
    return is_mixed(value) or (_GENERATED.fullmatch(value) is not None and is_random_looking(value))


def _long(value: str, _: bool) -> bool:
    return _LONG.fullmatch(value) is not None and is_mixed(value) and value.count("/") < 4 and value.count(".") < 3


_POLICIES: dict[str, Callable[[str, bool], bool]] = {
    "any": _any, "strong": _strong, "told": _told, "random": _random, "mixed": _mixed, "pin": _pin, "long": _long,
}  # fmt: skip


def is_secret(policy: str, value: str, in_prose: bool) -> bool:
    """Judge a value under a key with a policy of `keys.txt`; `in_prose`: a colon and a blank precede it."""
    if is_empty(value) or (value[0] in "/~" and is_file(value)):
        return False
    return _POLICIES[policy](value, in_prose)
