"""Splits a section's Markdown into its statements, each with the commands that belong to it. Pure."""

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

_BLOCKS = MarkdownIt("commonmark", {"maxNesting": 8}).disable("inline")
_MARKER = re.compile(r"\s*(?:[-+*]|\d{1,9}[.)])\s(?:\[[ xX]\]\s)?")
_QUOTE = re.compile(r"^ {0,3}> ?", re.MULTILINE)
_IMAGE = re.compile(r"!\[([^\]\[]{0,200})\]\([^()\s]{0,500}\)")
# Links that do not work in a ticket: relative ones, a site generator's, and schemes a browser should not follow.
_DEAD_LINK = re.compile(r"\[([^\]\[]{0,200})\]\((?!https?://)[^()\n]{0,500}\)")
_LINK = re.compile(r"\[([^\]\[]{0,200})\]\([^()\s]{0,500}\)|<?https?://\S{1,500}")
_POINTER = re.compile(
    r"[^\w`]*(?:(?:please )?(?:see|refer to|further reading|read more)\b(?:[^\w`]+\w+){0,8})?[^\w`]*", re.IGNORECASE
)
_CODE = ("fence", "code_block")
# Code spans are matched whole, so that a full stop inside one ends no sentence; no character can match in two ways.
_SENTENCE = re.compile(r"(?:`[^`]*(?:`|\Z)|[^`.!?]|[.!?](?!\s))+[.!?]*\s*")
_LISTED = 3  # two may be alternatives ("`a` or `b`"); three are a list


@dataclass(frozen=True, slots=True)
class Block:
    """A list item or a paragraph with the code below it. `lead` is the line that announced the list, `How to fix:`."""

    text: str
    listed: bool
    lead: str = ""
    code: bool = False


def blocks(markdown: str) -> list[Block]:
    """Return blocks in reading order. HTML, rules and headings are left out; images become their description."""
    lines = _DEAD_LINK.sub(r"\1", _IMAGE.sub(r"\1", markdown)).split("\n")
    found: list[Block] = []
    lead = ""
    for token in _tops(lines):
        text = _lines(lines, token)
        if token.type in _CODE and found:
            found[-1] = replace(found[-1], text=f"{found[-1].text}\n{_fenced(text, token)}", code=True)
        elif token.type == "list_item_open":
            found.append(Block(_item(text), listed=True, lead=lead))
        elif token.type in ("paragraph_open", "blockquote_open", *_CODE):
            plain = _QUOTE.sub("", text) if token.type == "blockquote_open" else text
            found.append(Block(_fenced(plain, token) if token.type in _CODE else plain, listed=False, lead=lead))
            lead = plain if plain.endswith(":") else ""
    return [block for block in found if block.text.strip()]


def steps(found: list[Block]) -> list[Block]:
    """Return the steps: list items and paragraphs with commands; without any of those, the other paragraphs.

    A mere pointer to another page is not a step.
    """
    said = [block for block in found if not _POINTER.fullmatch(_LINK.sub("", block.text))]
    doable = [block for block in said if block.listed or block.code]
    return doable or [block for block in said if not block.text.endswith(":")]


def gist(paragraph: str) -> str:
    """Return the sentences with fewer than three code spans, or the whole paragraph if it has no others.

    Runbooks list error messages and alert names in order to be found; a reader of the advice has just seen one.
    """
    told = [sentence for sentence in _SENTENCE.findall(paragraph) if sentence.count("`") < 2 * _LISTED]
    return "".join(told).strip() or paragraph


def _tops(lines: list[str]) -> Iterator[Token]:
    """Yield top-level blocks, and lists as their items."""
    for token in _BLOCKS.parse("\n".join(lines)):
        if token.map and (token.level == 0 or (token.level == 1 and token.type == "list_item_open")):
            yield token


def _lines(lines: list[str], token: Token) -> str:
    start, end = token.map or (0, 0)
    return "\n".join(lines[start:end]).strip("\n").rstrip()


def _item(text: str) -> str:
    """Return a list item without its marker, and with the lines below it dedented."""
    first, _, rest = text.partition("\n")
    return f"{_MARKER.sub('', first, count=1)}\n{textwrap.dedent(rest)}".strip()


def _fenced(text: str, token: Token) -> str:
    """Turn code indented by four blanks into a fenced block, which keeps its meaning when moved."""
    return f"```\n{textwrap.dedent(text)}\n```" if token.type == "code_block" else textwrap.dedent(text)
