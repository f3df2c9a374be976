"""The title of a ticket: one line that a person can read in a list."""

from tools import deferred_re as re
from tools.nouns.redacted import Redacted, derived
from tools.nouns.reports import Profile

MAX_TITLE = 120
# A single short word is a name; the next line says what it stands for.
_NAME = 30
# A list shows nothing shorter than this.
_MIN = 8
_HIDDEN = re.compile(r"\s?[\w.-]*[=:]?\s?\[REDACTED(?::[\w-]{1,40})?\]")
# `key=value`, with or without quotes.
_PAIR = re.compile(r"[?|,;&(]?(?<![\w.@/-])[\w.@/:-]{1,60}=(?:\"[^\"]{0,200}\"|'[^']{0,200}'|[^\s|,;&()]{0,200})")
# What remains when pairs are removed from a list, and the words of a sentence: fewer say nothing without the values.
_TORN = re.compile(r",\s*,")
_PLAIN_WORD = re.compile(r"(?<!\S)[A-Za-z]?[a-z]{2,}(?=[\s,.:;!?]|$)")
_FEW_WORDS = 2
# `Error: 823, Severity: 24, State: 2.`: numbers after names; the next line says what they mean.
_CODED = re.compile(r"(?:[A-Z]\w{2,20}: \d{1,9}(?:, |\.?$)){2,6}")
_BRACED = re.compile(r"\{[^{}]{0,400}\}|[{}]+")
_MARKUP = re.compile(r"\*{2,}|%{3,}|`{1,3}|</?[A-Za-z][\w:.-]{0,60}(?:\s[^<>\n]{0,300})?/?>")
# What servers and frameworks put before the message: `57#57: *992 `, `o.a.c.c.C.[.[.[/] : `.
_GARBAGE = re.compile(
    r"^(?:[\w-]{1,40}\.(?:c|cc|cpp|h):\d{1,6}:? (?=\S)"
    r"|\d{1,9}#\d{1,9}: (?:\*\d{1,12} )?|[a-z](?:\.[\w\[\]/$]{0,30}){3,12}\s*:\s*"
    r"|(?!\[[\w :./-]{1,40}\] )[\W_]{1,20}(?=\w))"
)
# The first characters of markup and of redaction marks.
_MARKS = frozenset("*%`<[")
_EDGES = " \t-|,;:*#>"


def title_of(profile: Profile, log: Redacted) -> Redacted:
    """Return the trouble in the report's own words, in 8 to 120 characters, without what only a machine reads.

    A report shorter than that is its own title.
    """
    lines = [line for each in (profile.message or log).splitlines() if (line := _plain(each))]
    title = lines[0] if lines else ""
    if len(title) < _NAME and " " not in title and len(lines) > 1 and not lines[1].startswith(title):
        title = f"{title}: {lines[1]}"
    if len(lines) > 1 and _CODED.fullmatch(title):
        title = lines[1]
    if len(title) < _MIN <= len(log):
        title = " ".join(filter(None, (title, _place(profile)))) or "Report"
        title = title if len(title) >= _MIN else f"{title} reported"
    return derived(_cut(title or log))


def _plain(line: str) -> str:
    """Strip a line of marks, pairs and braces.

    Look for their characters first, since every new ticket pays for this.
    """
    if not _MARKS.isdisjoint(line):
        line = _HIDDEN.sub("", _MARKUP.sub("", line))
    line = _GARBAGE.sub("", " ".join(line.split()))
    pairs = _PAIR.findall(line) if "=" in line else ()
    if pairs:
        prose = _PAIR.sub("", line).strip(_EDGES)
        if _TORN.search(prose) or (len(prose) >= _MIN and len(_PLAIN_WORD.findall(prose)) < _FEW_WORDS):
            line = line.replace("=", " ").replace('"', "")  # the values are the message
        else:
            line = prose if len(prose) >= _MIN else ", ".join(_spoken(pair) for pair in pairs)
    if "{" in line or "}" in line:
        prose = _BRACED.sub("", line)
        line = prose if len(prose.strip(_EDGES)) >= _MIN else line.replace("{", "").replace("}", "").replace('"', "")
    return " ".join(line.split()).strip(_EDGES)


def _spoken(pair: str) -> str:
    """Write `status="failed"` as words."""
    return pair.lstrip("?|,;&(").replace("=", " ", 1).replace('"', "").replace("=", " ")


def _place(profile: Profile) -> str:
    """Return where it was logged or happened, for a title that is too short to stand alone."""
    frame = next(iter(profile.entities.get("frame", ())), "")
    return f"in {frame}" if frame else f"({profile.component})" if profile.component else ""


def _cut(title: str) -> str:
    """Cut at the end of a word, with an ellipsis."""
    if len(title) <= MAX_TITLE:
        return title
    head = title[: MAX_TITLE - 1]
    return f"{head[: max(head.rfind(' '), MAX_TITLE // 2)].rstrip(_EDGES)}…"
