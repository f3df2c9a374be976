"""The keyless Advisor: orders the steps of the retrieved runbooks and past resolutions, and cites them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tools.advisors.blocks import Block, blocks, gist, steps
from tools.advisors.grounding import CAUSE_CHARACTERS, IMMEDIATE_STEPS, PREVENTION_STEPS, ground
from tools.advisors.support import PAST
from tools.nouns.knowledge import RESOLUTION, Advice, Evidence, Match, Question, Section, Step
from tools.text.headings import Role, role_of, role_of_words
from tools.text.markdown import printable, quoted, shorten
from tools.text.words.identifiers import pieces

# The most runbooks that advice uses: as many as an answer shows by default.
RUNBOOKS = 3
# One step is rarely enough: with fewer than two, the next role or runbook is added.
LEAST_IMMEDIATE = 2
TITLE_CHARACTERS = 120
RESOLUTION_CHARACTERS = 600
NO_PREVENTION = "No runbook that matched says how to prevent this: a section “Prevention” in it would be used here."
# Words of prevention, for runbooks that have no section for it.
_PREVENTS = re.compile(
    r"\b(?:prevent|avoid|long[- ]term|permanent|in (?:the )?future|consider|capacity|limits?\b|ensure|make sure|increas"
    r"|tun(?:e|ing)|upgrad|review|alert(?:s|ing)? (?:on|earlier|before))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Cited:
    """One block of a section, its role, and the citation of its section."""

    block: Block
    role: Role | None
    citation: str

    def step(self) -> Step:
        return Step(self.block.text, (self.citation,))


class RunbookAdvisor:
    """Adds only connecting text; every sentence comes from a runbook or a past resolution, or it abstains."""

    async def advise(self, evidence: Evidence) -> Advice:
        """See the port."""
        matched = [match for match in evidence.matches if match.matched]
        resolutions = [match.section for match in matched if match.section.kind == RESOLUTION]
        runbooks = list(_by_runbook(matched).values())[:RUNBOOKS]
        if not runbooks and not resolutions:
            return Advice(abstained=True, reason=_what_would_help(evidence.question))
        return ground(_assemble(runbooks, resolutions), evidence)


def _assemble(runbooks: Sequence[Sequence[_Cited]], resolutions: Sequence[Section]) -> Advice:
    cause, cause_citations = _root_cause(runbooks, resolutions)
    again = [_past(section) for section in resolutions[: 1 if runbooks else IMMEDIATE_STEPS]]
    immediate = [*again, *_immediate(runbooks, IMMEDIATE_STEPS - len(again))]
    prevention = _prevention(runbooks, {step.text for step in immediate})
    return Advice(
        root_cause=cause,
        root_cause_citations=cause_citations,
        immediate=tuple(immediate),
        prevention=tuple(prevention),
        notes=() if prevention or not runbooks else (NO_PREVENTION,),
    )


def _by_runbook(matches: Iterable[Match]) -> dict[str, list[_Cited]]:
    """Return the blocks of each runbook, in the order of the evidence."""
    found: dict[str, list[_Cited]] = {}
    for match in matches:
        section = match.section
        if section.kind != RESOLUTION:
            found.setdefault(section.runbook_id, []).extend(_cited(section))
    return found


def _cited(section: Section) -> Iterator[_Cited]:
    role = None if section.heading == section.title else role_of(section.heading)
    for block in blocks(printable(section.text)):
        yield _Cited(block, role_of_words(block.lead) or role, section.citation)


def _root_cause(runbooks: Sequence[Sequence[_Cited]], resolutions: Sequence[Section]) -> tuple[str, tuple[str, ...]]:
    """Return the best runbook's explanation, else its opening paragraphs; without a runbook, the earlier ticket."""
    for blocks_of in runbooks:
        prose = [cited for cited in blocks_of if not cited.block.code and not cited.block.text.endswith(":")]
        explaining = [cited for cited in prose if cited.role is Role.CAUSE]
        opening = [cited for cited in prose if cited.role is None]
        told = explaining or opening or prose
        first = [cited for cited in told if cited.citation == told[0].citation]
        if text := _paragraphs(first):
            return text, (first[0].citation,)
    if resolutions:
        title = quoted(shorten(resolutions[0].title, TITLE_CHARACTERS))
        return f"The same as an earlier incident: {title}", (resolutions[0].citation,)
    return "", ()


def _paragraphs(told: Sequence[_Cited]) -> str:
    """Return as many whole blocks as fit; list items stay a list."""
    text = ""
    for cited in told:
        more = f"- {cited.block.text}" if cited.block.listed else gist(cited.block.text)
        if len(text) + len(more) > CAUSE_CHARACTERS // 2 and text:
            break
        text += ("\n" if cited.block.listed else "\n\n") + more
    return text.strip()


def _immediate(runbooks: Sequence[Sequence[_Cited]], most: int) -> list[Step]:
    """Return the best runbook's mitigation.

    Below two steps, add its diagnosis and untitled text, then the next runbook's.
    """
    found: dict[str, Step] = {}
    for blocks_of in runbooks:
        for role in (Role.MITIGATION, Role.DIAGNOSIS, None):
            for cited in _steps(blocks_of, role):
                found.setdefault(cited.block.text, cited.step())
            if len(found) >= LEAST_IMMEDIATE:
                return list(found.values())[:most]
    return list(found.values())[:most]


def _prevention(runbooks: Sequence[Sequence[_Cited]], taken: set[str]) -> list[Step]:
    """Return prevention sections; if there are none, unused steps of the best runbook that speak of prevention."""
    for blocks_of in runbooks:
        if found := [cited.step() for cited in _steps(blocks_of, Role.PREVENTION)]:
            return found[:PREVENTION_STEPS]
    best = runbooks[0] if runbooks else ()
    spare = (cited for role in (Role.MITIGATION, Role.CAUSE, None) for cited in _steps(best, role))
    found = [cited.step() for cited in spare if cited.block.text not in taken and _PREVENTS.search(cited.block.text)]
    return found[:PREVENTION_STEPS]


def _steps(blocks_of: Sequence[_Cited], role: Role | None) -> list[_Cited]:
    """Return the blocks of one role that can be done as steps."""
    chosen = [cited for cited in blocks_of if cited.role is role]
    doable = steps([cited.block for cited in chosen])
    return [cited for cited in chosen if cited.block in doable]


def _past(section: Section) -> Step:
    """Return a resolution as a step. A person typed it, so it is quoted and nothing in it is rendered."""
    text = quoted(shorten(section.text, RESOLUTION_CHARACTERS))
    return Step(f"{PAST} {text}", (section.citation,))


def _what_would_help(question: Question) -> str:
    """Return why there is no advice, and what to add so that there is some next time."""
    title = shorten(" ".join(printable(question.log).split()), TITLE_CHARACTERS)
    words = [piece for word in re.findall(r"\b[A-Za-z_]{2,}\b", title) for piece in pieces(word)][:5]
    runbook_id = "-".join(words) or "new-runbook"
    return (
        f"No runbook and no past resolution fits {quoted(title)} on {quoted(question.service)}. "
        f"What would help: add a runbook for it (PUT /runbooks/{runbook_id}, or `incident-responder ingest`), or "
        "resolve this incident with what fixed it. Either is found next time."
    )
