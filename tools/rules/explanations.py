"""Explains a decision to a person in two lines: why it was made, and how the two messages differ. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from tools.nouns.decisions import Decision, Late, Method, Verdict
from tools.nouns.event_kinds import SENTENCES
from tools.nouns.explanations import ActEntry, ExplainEntry
from tools.nouns.redacted import NOTHING
from tools.nouns.reports import Report
from tools.text.identity.fingerprint import profile_of

MOST_WORDS = 120
_METHODS = {
    Method.EXACT: "the same message except for its values",
    Method.SEMANTIC: "judged the same problem",
    Method.ADJUDICATED: "a model judged it the same problem",
    Method.LEARNED: "the same except for a word that was learned to be a value",
    Method.NONE: "nothing stored is the same",
}
_SCORED = (Method.SEMANTIC, Method.ADJUDICATED)
_LATE = {
    Late.EVENT_TIME: "it happened before that was resolved",
    Late.OLDER_RELEASE: "it comes from a release older than the fix",
    Late.GRACE: "it came within the grace period after the resolve",
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
    "dependency": "another dependency was called",
    "frame": "another place in the code",
    "metric": "another metric",
    "negation": "one of them is negated",
}


@dataclass(frozen=True, slots=True)
class FieldRole:
    """A field of an envelope and its role: "broken" is the thing in trouble, "where" the place, "alert" the alert."""

    role: str
    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Two lines for a person, and how the report's text was read.

    The difference has the format of wdiff; it is empty if there is no other message. `layers` are what was removed from
    the text (prefixes, envelopes, headers, traces), outermost first; `roles` say what their fields mean. Both are empty
    for plain text.
    """

    why: str
    difference: str
    layers: tuple[str, ...] = ()
    roles: tuple[FieldRole, ...] = ()


def explanation(entry: ExplainEntry) -> Explanation:
    """Explain an entry. In the difference, `[-…-]` is only in the other message and `{+…+}` only in this one.

    The difference covers the first MOST_WORDS words.
    """
    if isinstance(entry, ActEntry):
        return Explanation(SENTENCES[entry.kind], "")
    message, other = entry.message or NOTHING, entry.matched_message
    read = profile_of(Report("", "", NOTHING, message, entry.at))
    roles = tuple(FieldRole(*each) for each in read.roles)
    return Explanation(why(entry.decision), "" if other is None else difference(other, message), read.layers, roles)


def compared_with(decision: Decision, fingerprint: str) -> str | None:
    """Return the fingerprint compared with: the candidate's, its own, or that of the best refused; None if none."""
    if decision.candidate is None:
        return decision.refused_fingerprint
    return decision.candidate_fingerprint or fingerprint


def why(decision: Decision) -> str:
    """Tell in one sentence why a report was counted where it was."""
    if decision.verdict is Verdict.NEW:
        return _why_new(decision)
    known = f"{decision.candidate}: {_METHODS[decision.method]}"
    if decision.method in _SCORED and decision.score is not None:
        known += f" (score {decision.score:.2f})"
    if decision.verdict is Verdict.REGRESSION:
        return f"Regression of {known}, and that was resolved."
    return f"Counted on {known}; {_LATE[decision.late]}." if decision.late else f"Counted on {known}."


def _why_new(decision: Decision) -> str:
    if not decision.alternatives:
        return f"New: {decision.reason}."
    nearest = decision.alternatives[0]
    reasons = ", ".join(map(veto_words, nearest.vetoes)) or "not alike enough to join without asking"
    return f"New: nearest is {nearest.incident_id} (score {nearest.score:.2f}), kept apart: {reasons}."


def veto_words(name: str) -> str:
    """Say in words what a veto means."""
    kind, _, value = name.partition(":")
    named = {"label": f"another {value}", "opposite": f"opposite in {value}"}.get(kind)
    return named or _VETOES.get(name, name)


def difference(other: str, this: str) -> str:
    """Return both messages in one line, word by word."""
    return " ".join(_marked(aligned(other, this)))


@dataclass(frozen=True, slots=True)
class Words:
    """A run of words: common to both messages, or what each has where they differ."""

    both: str = ""
    other: str = ""
    this: str = ""


def aligned(other: str, this: str) -> tuple[Words, ...]:
    """The first MOST_WORDS words of both messages, aligned."""
    left, right = other.split()[:MOST_WORDS], this.split()[:MOST_WORDS]
    return tuple(
        Words(both=" ".join(right[first:last]))
        if kind == "equal"
        else Words(other=" ".join(left[start:end]), this=" ".join(right[first:last]))
        for kind, start, end, first, last in SequenceMatcher(None, left, right).get_opcodes()
    )


def _marked(runs: Sequence[Words]) -> Iterator[str]:
    for run in runs:
        if run.both:
            yield run.both
        if run.other:
            yield f"[-{run.other}-]"
        if run.this:
            yield f"{{+{run.this}+}}"
