"""Formats times, numbers, severities and foreign text for pages."""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from markupsafe import Markup, escape

from api.dashboard.markdown import document, inline, section_id
from api.http.figures import local_time
from tools.ids import is_incident_id
from tools.nouns.severity import Severity
from tools.rules.timelines import line_of, words_of
from tools.text.hostile_characters import clean
from tools.text.markdown import shorten
from tools.text.redaction.placeholder import PLACEHOLDER
from tools.times import age, rfc3339


def moment(at: float | None) -> Markup:
    """An age with the exact time on hover; a script updates it and shows the time in the reader's zone."""
    if at is None:
        return Markup('<span class="none">–</span>')
    stamp = rfc3339(at)
    exact = stamp[:19].replace("T", " ") + " UTC"
    ago = age(max(0.0, time.time() - at))
    shown = "now" if ago == "now" else f"{ago} ago"
    return Markup('<time datetime="{}" title="{}" data-age>{}</time>').format(stamp, exact, shown)


def exact(at: float | None) -> Markup:
    """The exact time, where order and distance matter."""
    if at is None:
        return Markup('<span class="none">–</span>')
    stamp = rfc3339(at)
    return Markup('<time datetime="{}" data-exact>{}</time>').format(stamp, stamp[:19].replace("T", " ") + " UTC")


def local(at: float, zone: str) -> str:
    """The local time in a zone, to the minute, with its UTC offset."""
    shown = local_time(at, zone)
    return f"{shown[:10]} {shown[11:16]} {shown[19:]}"


def number(value: float) -> str:
    """A number with thousands separators, and a fraction only if it has one."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"


def counted(value: int, noun: str) -> str:
    """A count with its noun, in the singular or plural."""
    return f"{number(value)} {noun}{'' if value == 1 else 's'}"


def duration(seconds: float | None) -> str:
    """A duration in its two largest units."""
    if seconds is None:
        return "–"
    if 0 < seconds < 1:
        return "< 1s"
    left, parts = max(0, round(seconds)), list[str]()
    for size, unit in ((86_400, "d"), (3600, "h"), (60, "m"), (1, "s")):
        if left >= size or (unit == "s" and not parts):
            parts.append(f"{left // size}{unit}")
            left %= size
    return " ".join(parts[:2])


def plain(text: str, most: int = 0) -> str:
    """Foreign text on one line, without hidden characters, of at most `most` characters (0: unlimited)."""
    line = " ".join(clean(text).split())
    return shorten(line, most) if most else line


def original(text: str) -> Markup:
    """Foreign text as it was stored; redacted parts are marked."""
    parts: list[Markup] = []
    end, whole = 0, clean(text)
    for found in PLACEHOLDER.finditer(whole):
        kind = found[0].removeprefix("[REDACTED:").removesuffix("]")
        mark = Markup('<mark class="redacted" title="A {} was here. It was removed before anything was stored.">{}')
        parts += [escape(whole[end : found.start()]), mark.format(kind, found[0]), Markup("</mark>")]
        end = found.end()
    return Markup("").join([*parts, escape(whole[end:])])


def severity_word(severity: Severity) -> str:
    """The severity as lists show it."""
    return severity.name.capitalize()


def source(citation: str) -> str:
    """The page for a citation in advice: a section of a runbook, or a resolved incident."""
    kind, _, rest = citation.partition(":")
    if kind == "resolution" and is_incident_id(rest):
        return f"/ui/incidents/{rest}"
    return f"/ui/runbooks/{quote(citation.partition('#')[0])}#{section_id(citation)}"


def is_web(address: str) -> bool:
    """True for an http(s) address, which cannot run a script."""
    return address.startswith(("https://", "http://"))


FILTERS: dict[str, Callable[..., Any]] = {
    "moment": moment,
    "exact": exact,
    "number": number,
    "counted": counted,
    "duration": duration,
    "plain": plain,
    "original": original,
    "severity_word": severity_word,
    "document": document,
    "local": local,
    "inline": inline,
    "section_id": section_id,
    "source": source,
    "line_of": line_of,
    "words_of": words_of,
}
TESTS: dict[str, Callable[..., bool]] = {"web": is_web}
