"""Secrets on a command line: after an option that takes one, or at the position where the program expects one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import NamedTuple

from tools import deferred_re as re
from tools.text.redaction.checks import is_argument_secret, is_given_secret, is_placed_secret, words_of
from tools.text.redaction.keyed import named
from tools.text.redaction.rule import Span, words
from tools.text.redaction.trie import one_of

_JUDGED: dict[str, Callable[[str], bool]] = {
    "word": is_argument_secret,
    "last": is_placed_secret,
    "mixed": is_given_secret,
}


class Place(NamedTuple):
    """Where a program takes a secret, as `commands.txt` writes it, and how a word at that place is judged."""

    where: str
    judged: str


def _commands() -> dict[str, tuple[Place, ...]]:
    """Program → its places."""
    found: dict[str, tuple[Place, ...]] = {}
    for line in (files("tools.text.redaction") / "commands.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            _, judged, programs, places = re.split(r" {2,}", line)
            for name in (program.replace("+", " ") for program in programs.split()):
                found[name] = (*found.get(name, ()), *(Place(where, judged) for where in places.split()))
    return found


COMMANDS = _commands()
"""Program → where the secrets are among its arguments."""
# Words that texts often have for other reasons.
_USUAL = words_of("security password")


def _hint(program: str) -> str:
    """A word without which the text does not have this program: its first, or the longest if that one is usual."""
    parts = re.split(r"[-_ .]", program)
    return parts[0] if parts[0] not in _USUAL else max((part for part in parts if part not in _USUAL), key=len)


# Words that the text must contain before a command is looked for.
PROGRAMS = words(" ".join(map(_hint, COMMANDS)))
_PROGRAM = re.compile(rf"(?<![\w-])(?P<name>{one_of(COMMANDS, {})})(?:\.exe)?(?=[ \t\"',\r\n])")


@dataclass(frozen=True, slots=True)
class _Style:
    """How a command separates its words, and what ends it."""

    word: "re.Pattern[str]"
    end: "re.Pattern[str]"


_BARE = r"[^\s\"']{1,512}(?:\"[^\"\r\n]{0,512}\"|'[^'\r\n]{0,512}')?[^\s\"']{0,512}"
_LINE = _Style(re.compile(rf"[ \t]+(?:\"([^\"\r\n]*)\"?|'([^'\r\n]*)'?|({_BARE}))"), re.compile(r"[\r\n;|]|&&"))
# `["redis-cli", "-a", "…"]`, `[redis-cli, -a, …]`
_LIST = _Style(
    re.compile(r"[\"']?[ \t]{0,4},\s{0,16}(?:\"([^\"\r\n]*)|'([^'\r\n]*)|([^\s\"',\[\]]{1,512}))"), re.compile(r"\]")
)
# `- redis-cli`, and its words in the lines below
_ITEMS = _Style(
    re.compile(r"[\"']?[ \t]{0,4}\r?\n[ \t]{0,64}- (?:\"([^\"\r\n]*)|'([^'\r\n]*)|(\S{1,512}))"),
    re.compile(r"\n(?![ \t]{0,64}- )"),
)
_MOST = 60
# Commands within others, such as `sshpass -p … ssh host mysql -p…`, are looked for behind so many.
_NESTED = 16
# A text with more commands is no readable log, and costs too much time: its rest goes.
_MOST_COMMANDS = 1_000
# Options with one dash that begin as one of a single letter does.
_WHOLE_NAMES = words_of("port pass password passwd pwd protocol path pid ping")
_QUOTES = "\"'`"


def options(text: str) -> Iterator[Span]:
    """The secrets of the commands in a text."""
    at = seen = 0
    while program := _PROGRAM.search(text, at):
        begin = program.end()
        style = next((style for style in (_LINE, _LIST, _ITEMS) if style.word.match(text, begin)), None)
        if style is None:
            at = begin
            continue
        end = style.end.search(text, begin + 1)
        last = end.start() if end else len(text)
        yield from _command(text, COMMANDS[program["name"]], style.word, begin, last)
        seen += 1
        if seen > _MOST_COMMANDS:
            yield Span(begin, len(text), "password")
            return
        at = begin if seen < _NESTED else last


def _command(text: str, places: tuple[Place, ...], word: "re.Pattern[str]", start: int, end: int) -> Iterator[Span]:
    before, plain = "", 0
    for number, found in enumerate(word.finditer(text, start, end)):
        if number == _MOST:
            return
        group = found.lastindex or 0
        value = found[group]
        for place in places:
            cut = _cut(place.where, before, value, plain)
            first, last = _unquoted(value, cut) if cut >= 0 else (0, 0)
            if last > first and _JUDGED[place.judged](value[first:last]):
                yield Span(found.start(group) + first, found.start(group) + last, "password")
                break
        before = value
        plain += not value.startswith("-")


def _unquoted(value: str, start: int) -> tuple[int, int]:
    """The part of a word from a place on, without a quotation's marks around it."""
    rest = value[start:]
    inner = rest.lstrip("\\" + _QUOTES)
    first = start + len(rest) - len(inner)
    closing = min((place for quote in _QUOTES if (place := inner.find(quote)) >= 0), default=-1)
    if closing < 0:
        return first, len(value)
    return first, first + len(inner[:closing].rstrip("\\"))


def _cut(where: str, before: str, value: str, plain: int) -> int:
    """Where in a word the secret of this place begins; -1 if it takes none here."""
    if where == "#=":
        return value.find("=") + 1 or -1
    if where[0] == "#":
        return 0 if plain == int(where[1:]) and value[:1] not in ("-", "/") and before[-1:] != ":" else -1
    if where == "@":
        return 0 if named(before) or named(before.partition(".")[0]) else -1
    if where[-1] == "*":
        return len(where) - 1 if value.startswith(where[:-1]) and value[1:] not in _WHOLE_NAMES else -1
    name, sign = (where[:-1], where[-1]) if where[-1] in ":%=," else (where, "")
    is_after = before == name
    if name.startswith("-*"):
        letter, name = name[2:], f"-{name[2:]}"
        is_after = before[:1] == "-" and before[1:].isalpha() and before.endswith(letter)
    if sign:
        given = value.startswith(name) and len(value) > len(name)
        place = value.find(sign, len(name) + 1 if given else 0) + 1
        return place if place and (given or is_after) and "://" not in value else -1
    if value.startswith(name + "="):
        return len(name) + 1
    if not is_after:
        return -1
    source, colon, _ = value.partition(":")
    return len("pass:") if source == "pass" else -1 if source in ("env", "file", "fd", "stdin") and colon else 0
