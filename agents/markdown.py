"""Advice as Markdown for people."""

import textwrap
from collections.abc import Iterator, Sequence

from tools.nouns.knowledge import Advice, Step
from tools.text.markdown import bracketed


def to_markdown(advice: Advice) -> str:
    """Root cause, immediate steps and prevention, each with its sources; or why there is no advice."""
    if advice.abstained:
        return "\n".join([f"**No advice:** {advice.reason}", *_notes(advice)])
    blocks = [
        _cause(advice),
        _steps("Do now", advice.immediate),
        _steps("Prevent", advice.prevention),
        "\n".join(_notes(advice)),
    ]
    return "\n\n".join(block for block in blocks if block)


def _cause(advice: Advice) -> str:
    gap = "\n\n" if advice.root_cause.startswith(("- ", "```")) else " "  # a list needs a line of its own
    cause = f"**Likely cause:**{gap}{advice.root_cause}{_sources(advice.root_cause_citations)}"
    return cause if advice.root_cause else ""


def _steps(title: str, steps: Sequence[Step]) -> str:
    lines = [f"{number}. {_indented(step)}" for number, step in enumerate(steps, 1)]
    return "\n".join([f"**{title}:**", "", *lines]) if lines else ""


def _indented(step: Step) -> str:
    sources = _sources(step.citations)
    if step.text.endswith(("```", "~~~")):  # nothing may follow a closing fence on its line
        sources = sources.replace(" ", "\n", 1)
    warnings = "".join(f"\n⚠ {warning}" for warning in _warnings(step))
    return textwrap.indent(f"{step.text}{sources}{warnings}", "   ").lstrip()


def _warnings(step: Step) -> Iterator[str]:
    if step.dangers:
        yield f"Check before you run this: {'; '.join(step.dangers)}"
    if step.not_in_runbook:
        yield "Not in the runbook: what it cites does not say this, so read that first"
    if step.unverified:
        yield "Unverified: a command here may change something"


def _sources(citations: Sequence[str]) -> str:
    return "".join(f" {bracketed(citation)}" for citation in citations)


def _notes(advice: Advice) -> list[str]:
    return [f"_{note}_" for note in advice.notes]
