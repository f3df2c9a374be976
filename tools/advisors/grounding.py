"""Checks advice against its evidence: only retrieved citations and hosts, no uncited step, every step marked. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from tools.advisors.dangers import dangers
from tools.advisors.support import Source, explains, is_supported_by, is_unverified, names_nothing_new, source
from tools.nouns.knowledge import Advice, Evidence, Section, Step
from tools.text.links import hosts
from tools.text.markdown import inert, printable, shorten

# The length of a step with its commands, and of a cause in a few paragraphs. Nobody reads more during an incident.
STEP_CHARACTERS = 1200
CAUSE_CHARACTERS = 1500
# Advice is two or three things to do now, and one or two to prevent it.
IMMEDIATE_STEPS = 3
PREVENTION_STEPS = 2
UNGROUNDED = "Nothing that was proposed rests on a retrieved runbook section or past resolution."
_FENCE = re.compile(r"\s*(`{3,}|~{3,})")


@dataclass(frozen=True, slots=True)
class _Known:
    """The retrieved sections by citation, and the hosts that they name."""

    sections: Mapping[str, Section]
    hosts: frozenset[str]

    def names_hosts_of(self, text: str) -> bool:
        """False if the text names a host that no source names: the model invented it, or the log planted it."""
        return hosts(text) <= self.hosts

    def cited(self, citations: Iterable[str]) -> tuple[str, ...]:
        """Return the existing citations, each once, in the given order."""
        return tuple(citation for citation in dict.fromkeys(citations) if citation in self.sections)

    def source_of(self, citations: Iterable[str]) -> Source:
        """Return what the cited sections say."""
        return source(tuple(self.sections[citation] for citation in citations))


def ground(advice: Advice, evidence: Evidence) -> Advice:
    """Keep only what cites the evidence; abstain if no step is left. Texts are made printable and shortened."""
    known = _known(evidence)
    if advice.abstained:
        is_told = known.names_hosts_of(advice.reason) and names_nothing_new(
            advice.reason, known.source_of(known.sections)
        )
        reason = tidy(advice.reason, CAUSE_CHARACTERS, known.hosts) if is_told else UNGROUNDED
        return Advice(abstained=True, reason=reason, source=advice.source, notes=advice.notes)
    immediate = _steps(advice.immediate, known, IMMEDIATE_STEPS)
    prevention = _steps(advice.prevention, known, PREVENTION_STEPS)
    if not immediate and not prevention:
        return Advice(abstained=True, reason=UNGROUNDED, source=advice.source, notes=advice.notes)
    cited = known.cited(advice.root_cause_citations)
    is_told = known.names_hosts_of(advice.root_cause) and explains(advice.root_cause, known.source_of(cited))
    return replace(
        advice,
        root_cause=tidy(advice.root_cause, CAUSE_CHARACTERS, known.hosts) if cited and is_told else "",
        root_cause_citations=cited if is_told else (),
        immediate=immediate,
        prevention=prevention,
    )


def tidy(text: str, limit: int, known: frozenset[str] = frozenset()) -> str:
    """Return printable text of about `limit` characters, with links only to `known` hosts; close an open code block."""
    short = shorten(printable(text).strip(), limit)
    opened = ""
    for fence in filter(None, map(_FENCE.match, short.split("\n"))):
        opened = (opened if not fence[1].startswith(opened) else "") if opened else fence[1]
    return inert(f"{short}\n{opened}" if opened else short, known)


def _known(evidence: Evidence) -> _Known:
    sections: dict[str, Section] = {match.section.citation: match.section for match in evidence.matches}
    named = (hosts(f"{section.title}\n{section.text}") for section in sections.values())
    return _Known(sections, frozenset().union(*named))


def _steps(steps: Sequence[Step], known: _Known, most: int) -> tuple[Step, ...]:
    """Return the cited steps that name no unknown host, marked and shortened."""
    grounded = (
        _marked(step.text, cited, known)
        for step in steps
        if step.text.strip() and known.names_hosts_of(step.text) and (cited := known.cited(step.citations))
    )
    return tuple(grounded)[:most]


def _marked(text: str, cited: tuple[str, ...], known: _Known) -> Step:
    """Return a step as it is shown. The marks are computed from the whole text, before it is cut."""
    flags = dangers(printable(text))
    return Step(
        text=tidy(text, STEP_CHARACTERS, known.hosts),
        citations=cited,
        dangers=flags,
        not_in_runbook=not is_supported_by(text, known.source_of(cited)),
        unverified=not flags and is_unverified(text),
    )
