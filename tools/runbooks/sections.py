"""Splits Markdown into sections by heading, with unique GitHub-style anchors, each short enough to embed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from tools.nouns.knowledge import PATH_SEPARATOR, RUNBOOK, Runbook, Section
from tools.nouns.redacted import Redacted, derived
from tools.text.words.identifiers import pieces

if TYPE_CHECKING:  # loaded when a runbook is split
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

# MiniLM reads 256 word pieces. English prose with commands has about 3.5 characters per piece; the title needs some.
SECTION_CHARACTERS = 900
HEADING_CHARACTERS = 120
TITLE_LINES = 500
_NOT_SLUG = re.compile(r"[^\w\- ]")
# Markup to strip from a heading: emphasis, code marks, links and images (their text stays), HTML tags, closing #.
_MARKUP = re.compile(r"[*`]|!?\[([^\]\[]{0,200})\]\([^()\s]{0,500}\)|<[^<>]{1,200}>|\s#+\s*$")
# A heading of one word: `KubePodCrashLooping` is a name, `Diagnosis` has no second part.
_IDENTIFIER = re.compile(r"\w{6,64}")


@cache
def _blocks() -> "MarkdownIt":
    """A parser of blocks alone: headings need no inline parsing, the slow and nestable part of Markdown."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"maxNesting": 8}).disable("inline")


@dataclass(frozen=True, slots=True)
class Passage:
    """A section and the name it is filed under.

    The name is the document's title or, in a playbook that covers many alerts in one file, the nearest heading above
    that is an alert's identifier.
    """

    section: Section
    name: Redacted


@dataclass(frozen=True, slots=True)
class _Chapter:
    """A heading and the lines below it, up to the next heading of any level."""

    heading: str
    level: int
    start: int
    end: int
    blocks: "list[Token]" = field(default_factory=list)


def split(runbook: Runbook) -> list[Passage]:
    """Return the passages of a document in reading order; every document has at least one.

    A citation is `runbook_id#anchor`; the second and later parts of a long section are `#anchor.2`, `#anchor.3` … (a
    slug never contains a dot). `heading` is the path of headings below the title. Headings with nothing below them are
    left out.
    """
    lines = runbook.text.split("\n")
    anchors, trail = _Anchors(), _Trail(runbook.title)
    passages: list[Passage] = []
    for chapter in _chapters(lines):
        anchor = anchors.unique(chapter.heading or "top")
        heading, name = trail.enter(chapter)
        for number, text in enumerate(filter(str.strip, _parts(lines, chapter)), start=1):
            citation = f"{runbook.runbook_id}#{anchor}" + (f".{number}" if number > 1 else "")
            passages.append(_passage(runbook, citation, heading, text, name))
    return passages or [_passage(runbook, f"{runbook.runbook_id}#top", runbook.title, runbook.title, runbook.title)]


def anchors(text: str) -> dict[int, str]:
    """Return the anchors used in citations, by the number of the line after each top-level heading."""
    found = _Anchors()
    return {chapter.start: found.unique(chapter.heading or "top") for chapter in _chapters(text.split("\n"))}


def first_heading(text: str) -> str:
    """Return the first first-level heading near the top, as plain text; empty if there is none."""
    top = text.split("\n", TITLE_LINES)[:TITLE_LINES]
    return next((chapter.heading for chapter in _chapters(top) if chapter.level == 1), "")


def _passage(runbook: Runbook, citation: str, heading: str, text: str, name: str) -> Passage:
    section = Section(
        citation=derived(citation),
        kind=RUNBOOK,
        runbook_id=runbook.runbook_id,
        title=runbook.title,
        heading=derived(heading),
        text=derived(text),
        url=runbook.url,
    )
    return Passage(section, derived(name))


def _chapters(lines: Sequence[str]) -> Iterator[_Chapter]:
    """Yield chapters at top-level headings only: a heading inside a quotation or a list belongs to its surroundings."""
    tokens = _blocks().parse("\n".join(lines))
    heading, level, start = "", 0, 0
    blocks: list[Token] = []
    for index, token in enumerate(tokens):
        if token.map is None or (token.level and token.type != "list_item_open"):
            continue
        if token.type == "heading_open":
            yield _Chapter(heading, level, start, token.map[0], blocks)
            heading, level, start, blocks = _plain(tokens[index + 1].content), int(token.tag[1]), token.map[1], []
        else:
            blocks.append(token)
    yield _Chapter(heading, level, start, len(lines), blocks)


def _plain(heading: str) -> str:
    return " ".join(_MARKUP.sub(lambda found: found.group(1) or "", heading).split())[:HEADING_CHARACTERS]


def _parts(lines: Sequence[str], chapter: _Chapter) -> Iterator[str]:
    """Cut a chapter between blocks and list items; only those too long by themselves are cut between lines."""
    borders = sorted({block.map[0] for block in chapter.blocks if block.map} | {chapter.end})
    part = ""
    for start, end in zip([chapter.start, *borders], borders, strict=False):
        for piece in _pieces("\n".join(lines[start:end])):
            if part and len(part) + len(piece) > SECTION_CHARACTERS:
                yield part.strip("\n")
                part = ""
            part += piece
    yield part.strip("\n")


def _pieces(block: str) -> Iterator[str]:
    """Yield a block whole if it fits, else its lines, else slices of a line."""
    if len(block) < SECTION_CHARACTERS:
        yield block + "\n"
        return
    for line in block.split("\n"):
        for start in range(0, max(len(line), 1), SECTION_CHARACTERS - 1):
            yield line[start : start + SECTION_CHARACTERS - 1] + "\n"


class _Trail:
    """The position in the outline: the headings above, and the alert that they are about."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._above: list[tuple[int, str, str]] = []

    def enter(self, chapter: _Chapter) -> tuple[str, str]:
        """Return (path of headings, name) of a chapter. The first-level heading is the title, not part of the path."""
        while self._above and self._above[-1][0] >= chapter.level:
            self._above.pop()
        name = self._above[-1][2] if self._above else self._title
        if chapter.level > 1:
            name = chapter.heading if _is_identifier(chapter.heading) else name
            self._above.append((chapter.level, chapter.heading, name))
        path = PATH_SEPARATOR.join(heading for _, heading, _ in self._above)
        return path or chapter.heading or self._title, name


def _is_identifier(heading: str) -> bool:
    return bool(_IDENTIFIER.fullmatch(heading)) and len(pieces(heading)) > 1


class _Anchors:
    """GitHub's anchors: lower case, punctuation dropped, blanks to hyphens, `-1`, `-2` … for repeats."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._repeats: dict[str, int] = {}

    def unique(self, heading: str) -> str:
        slug = _NOT_SLUG.sub("", heading.lower()).replace(" ", "-") or "section"
        anchor = slug
        while anchor in self._taken:
            self._repeats[slug] = self._repeats.get(slug, 0) + 1
            anchor = f"{slug}-{self._repeats[slug]}"
        self._taken.add(anchor)
        return anchor
