"""Holds advice to its evidence: citations and hosts ⊆ retrieved, no uncited step, dangers flagged. Pure."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from tools.advisors.dangers import dangers
from tools.nouns.knowledge import Advice, Evidence, Step
from tools.text.markdown import inert, printable, shorten

# A step with its commands; a cause of a few paragraphs. Nobody reads more during an incident.
STEP_CHARACTERS = 1200
CAUSE_CHARACTERS = 1500
# Advice is two or three things to do now and one or two to prevent it.
IMMEDIATE_STEPS = 3
PREVENTION_STEPS = 2
UNGROUNDED = "Nothing that was proposed rests on a retrieved runbook section or past resolution."
# The host in `https://host/path`, `//host:8080`.
_ADDRESS = re.compile(r"//([^\s/?#()<>\"'`\]\\]{1,253})")
_FENCE = re.compile(r"\s*(`{3,}|~{3,})")


def ground(advice: Advice, evidence: Evidence) -> Advice:
    """Keep only what cites the evidence; abstain if no step is left. Texts are made printable and capped."""
    hosts = {host for match in evidence.matches for host in _hosts(f"{match.section.title}\n{match.section.text}")}
    if advice.abstained:
        reason = tidy(advice.reason, CAUSE_CHARACTERS) if _hosts(advice.reason) <= hosts else UNGROUNDED
        return Advice(abstained=True, reason=reason, source=advice.source, notes=advice.notes)
    allowed = {match.section.citation for match in evidence.matches}
    immediate = _steps(advice.immediate, allowed, hosts, IMMEDIATE_STEPS)
    prevention = _steps(advice.prevention, allowed, hosts, PREVENTION_STEPS)
    if not immediate and not prevention:
        return Advice(abstained=True, reason=UNGROUNDED, source=advice.source, notes=advice.notes)
    cited = _cited(advice.root_cause_citations, allowed) if _hosts(advice.root_cause) <= hosts else ()
    return replace(
        advice,
        root_cause=tidy(advice.root_cause, CAUSE_CHARACTERS) if cited else "",
        root_cause_citations=cited,
        immediate=immediate,
        prevention=prevention,
    )


def tidy(text: str, limit: int) -> str:
    """Printable and inert, about `limit` characters at most; an open code block is closed, to contain it."""
    short = shorten(printable(text).strip(), limit)
    opened = ""
    for fence in filter(None, map(_FENCE.match, short.split("\n"))):
        opened = (opened if not fence[1].startswith(opened) else "") if opened else fence[1]
    return inert(f"{short}\n{opened}" if opened else short)


def _hosts(text: str) -> set[str]:
    """The hosts of all web addresses. One that no source names was invented by the model, or planted in the log."""
    return {host.lower() for host in _ADDRESS.findall(printable(text))}


def _steps(steps: Sequence[Step], allowed: Collection[str], hosts: set[str], most: int) -> tuple[Step, ...]:
    """The cited steps, shortened. Dangers are looked for in the whole text, before it is cut."""
    grounded = (
        Step(tidy(step.text, STEP_CHARACTERS), cited, dangers(printable(step.text)))
        for step in steps
        if step.text.strip() and _hosts(step.text) <= hosts and (cited := _cited(step.citations, allowed))
    )
    return tuple(grounded)[:most]


def _cited(citations: Iterable[str], allowed: Collection[str]) -> tuple[str, ...]:
    """The citations that exist, each once, in the order given."""
    return tuple(citation for citation in dict.fromkeys(citations) if citation in allowed)
