"""A decision in two lines for a person: why, and what the two messages have not in common. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from tools.nouns.decisions import Verdict
from tools.nouns.events import SENTENCES, EventKind

MOST_WORDS = 120
_METHODS = {
    "exact": "the same message but for its values",
    "semantic": "judged the same problem",
    "adjudicated": "a model judged it the same problem",
    "learned": "the same but for a word that was learned to be a value",
}
_LATE = {
    "event-time": "it happened before that was resolved",
    "older-release": "it comes from a release older than the fix",
    "grace": "it came within the grace after the resolve",
}
_VETOES = {
    "environment": "another environment",
    "error_code": "another error code",
    "exit_code": "another exit code",
    "http_status": "another HTTP status",
    "signal": "another signal",
    "alarm": "one of them says that it is over",
    "exception": "another exception",
    "resource": "another resource",
    "host_group": "another group of hosts",
    "frame": "another place in the code",
    "metric": "another metric",
    "negation": "one of them says not",
}


def told(entry: Mapping[str, Any]) -> dict[str, str]:
    """{why, difference} of one entry of `TicketStore.explain`.

    The difference is written as wdiff does: `[-only in the other-]`, `{+only in this one+}`; empty without another
    message. Long messages are compared by their first MOST_WORDS words.
    """
    if entry["kind"] != "decision":
        return {"why": SENTENCES[EventKind(entry["kind"])], "difference": ""}
    other = entry["matched_message"]
    return {"why": _why(entry["decision"]), "difference": "" if other is None else difference(other, entry["message"])}


def _why(decision: Mapping[str, Any]) -> str:
    if decision["verdict"] == Verdict.NEW.value:
        return _why_new(decision)
    known = f"{decision['candidate']}: {_METHODS.get(decision['method'], decision['method'])}"
    if decision["method"] in ("semantic", "adjudicated"):
        known += f" (score {decision['score']:.2f})"
    if decision["verdict"] == Verdict.REGRESSION.value:
        return f"Regression of {known}, and that was resolved."
    late = next((why for word, why in _LATE.items() if decision["late"] and word in decision["reason"]), None)
    return f"Counted on {known}; {late}." if late else f"Counted on {known}."


def _why_new(decision: Mapping[str, Any]) -> str:
    nearest = next(iter(decision.get("alternatives", ())), None)
    if nearest is None:
        return f"New: {decision['reason']}."
    reasons = ", ".join(map(_veto, nearest["vetoes"])) or "not alike enough to join without asking"
    return f"New: nearest is {nearest['incident_id']} (score {nearest['score']:.2f}), kept apart: {reasons}."


def _veto(name: str) -> str:
    kind, _, value = name.partition(":")
    named = {"label": f"another {value}", "opposite": f"opposite in {value}"}.get(kind)
    return named or _VETOES.get(name, name)


def difference(other: str, this: str) -> str:
    """Both messages in one line, word by word."""
    return " ".join(_marked(other.split()[:MOST_WORDS], this.split()[:MOST_WORDS]))


def _marked(other: Sequence[str], this: Sequence[str]) -> Iterator[str]:
    for kind, start, end, first, last in SequenceMatcher(None, other, this, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from this[first:last]
            continue
        if start < end:
            yield f"[-{' '.join(other[start:end])}-]"
        if first < last:
            yield f"{{+{' '.join(this[first:last])}+}}"
