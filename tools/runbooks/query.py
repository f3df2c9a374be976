"""Turns a question into a search query: its words without parameters, and the names it mentions. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tools.nouns.knowledge import Question
from tools.nouns.redacted import Redacted, derived
from tools.runbooks.signs import Signs, signs_of_question
from tools.text.identity.shapes import PARAM, shape_of
from tools.text.reading.header import strip_header
from tools.text.reading.unwrapped import unwrapped
from tools.text.words.identifiers import codes, identifiers, name_key, spaced
from tools.text.words.sentences import main_clause, sentences_of, telling

# Longer texts are stack traces and dumps: the problem is stated at the beginning.
QUERY_CHARACTERS = 1500
QUERY_TERMS = 48
# A longer label value is a description, not a name or parameter.
LABEL_CHARACTERS = 200
# Label values that are alert names rather than parameters.
NAME_LABELS = ("alertname", "alert_name", "alert", "rule", "rulename")
URL_LABELS = ("runbook_url", "runbook", "runbookurl")
# Labels that say what is wrong; the values of all others say where.
STATE_LABELS = ("severity", "reason", "state", "status", "condition", "phase", "type", "error", "code", "exception")
_KEPT = frozenset((*NAME_LABELS, *URL_LABELS, *STATE_LABELS))
# Lines of a stack trace: they name code, which no runbook is about.
_FRAME = re.compile(r"^\s*(?:at |File \"|\.\.\. \d+ more|goroutine \d+|#\d+ |Stack trace:|thrown in )")
# Alertmanager's `[FIRING:2]`.
_NOTIFICATION = re.compile(r"\[(?:FIRING|RESOLVED)(?::\d+)?\]")
# A device's own code for its message, `%BGP-5-ADJCHANGE: `: the facility is what a runbook is about.
_DEVICE_CODE = re.compile(r"%(?P<facility>[A-Z][A-Z0-9_]{1,20})-\d-(?P<event>[A-Z][A-Z0-9_]{1,40}):")
# A word with a digit or a slash is a number, an address, a path or `namespace/pod`; hosts are known by their suffix.
_PARAMETER = re.compile(r"[\d/]")
_MARKS = "\"'`()[]{}<>,;:.!?"
_PAGE = re.compile(r"\.(?:md|markdown|html?)$")


@dataclass(frozen=True, slots=True)
class Query:
    """`text` is for the embedding model and the word index.

    The names are keys (`name_key`) that a runbook may be known by: `given` by the alert's labels, or `mentioned` in the
    text. `codes` are the words in the text that a runbook may quote literally (see `codes`).
    """

    text: Redacted
    given: frozenset[str]
    mentioned: frozenset[str]
    codes: frozenset[str]
    url: str
    signs: Signs


def query_of(question: Question) -> Query:
    """Build the query without parameters (label values, numbers, paths, stack frames), which say where, not what."""
    text = _NOTIFICATION.sub(" ", _said(question.log)[:QUERY_CHARACTERS])
    text = _DEVICE_CODE.sub(r"\g<facility> \g<event>:", text) if "%" in text else text
    labels = {name.lower(): value for name, value in question.labels.items() if len(value) <= LABEL_CHARACTERS}
    url = next((labels[name] for name in URL_LABELS if labels.get(name)), "")
    named = [labels[name] for name in NAME_LABELS if labels.get(name)]
    words = _without_values(text, labels).split()
    plain = " ".join(word for word in words if not _is_parameter(word))
    return Query(
        text=derived(spaced(" ".join([*named, plain]) or text)),
        given=_keys([*named, *_url_names(url)]),
        mentioned=_keys(identifiers(text)),
        codes=frozenset(codes(text)),
        url=url,
        signs=signs_of_question(" ".join([*named, *words])),
    )


def _said(log: str) -> str:
    """Return what a log says: the message of a structured one, the lines of any other without their headers."""
    return " ".join(map(main_clause, telling(sentences_of(_inside(log)))))


def _inside(log: str) -> str:
    inside = unwrapped(log)
    if inside:
        return inside
    lines = [line for line in log[: 4 * QUERY_CHARACTERS].splitlines() if line.strip() and not _FRAME.match(line)]
    return "\n".join(_line(strip_header(line).message) for line in lines)


def _line(message: str) -> str:
    return unwrapped(message) or message


def _is_parameter(word: str) -> bool:
    return bool(_PARAMETER.search(word)) or ("." in word and shape_of(word.strip(_MARKS)).key == PARAM)


def _keys(names: Iterable[str]) -> frozenset[str]:
    return frozenset(map(name_key, names)) - {""}


def _without_values(text: str, labels: Mapping[str, str]) -> str:
    """Remove label values, which fill an alert's template, except those that name the alert or its state."""
    values = {value for name, value in labels.items() if len(value) > 1 and name not in _KEPT}
    if not values:
        return text
    longest_first = sorted(map(re.escape, values), key=len, reverse=True)
    return re.sub(rf"(?<!\w)(?:{'|'.join(longest_first)})(?!\w)", " ", text)


def _url_names(url: str) -> list[str]:
    """Return the names in `…/alerts/KubePodCrashLooping.md#x`: its page for a runbook, its fragment for a chapter."""
    address, _, fragment = url.partition("#")
    page = _PAGE.sub("", address.split("?")[0].rstrip("/").rsplit("/", 1)[-1])
    return [page, fragment]
