"""Atlassian Document Format: the format of descriptions and comments in Jira's API v3. Texts are shown verbatim.

https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/
"""

from collections.abc import Iterable, Sequence

from tools.notify.card import Card
from tools.nouns.json_types import Json
from tools.nouns.messages import Link


def document(card: Card, *, whole: bool) -> Json:
    """The description of an issue: what happened and, with `whole`, everything known about the ticket."""
    content = [_paragraph(card.summary)] if card.summary.strip() else []
    if whole:
        content += [_named(name, value) for name, value in card.facts]
        content += _listed("Why", card.why, "bulletList")
    if card.fixed_last_time:
        content += [
            _heading("Fixed last time by"),
            {"type": "blockquote", "content": [_paragraph(card.fixed_last_time)]},
        ]
    content += _listed("First steps", card.steps, "orderedList")
    content += [_links(card.links)] if whole and card.links else []
    return {"type": "doc", "version": 1, "content": content or [_paragraph(card.headline)]}


def comment(card: Card, *, steps: bool) -> Json:
    """A comment: the headline in bold, then what happened."""
    content = [{"type": "paragraph", "content": [_strong(card.headline)]}]
    content += [_paragraph(card.summary)] if card.summary.strip() else []
    content += _listed("First steps", card.steps, "orderedList") if steps else []
    return {"type": "doc", "version": 1, "content": content}


def _paragraph(text: str) -> Json:
    """A text node may not contain a newline, so lines are separated by hard breaks."""
    parts: list[Json] = []
    for line in filter(str.strip, text.splitlines()):
        parts += [{"type": "hardBreak"}] if parts else []
        parts.append({"type": "text", "text": line})
    return {"type": "paragraph", "content": parts}


def _named(name: str, value: str) -> Json:
    return {"type": "paragraph", "content": [_strong(f"{name}: "), {"type": "text", "text": value}]}


def _strong(text: str) -> Json:
    return {"type": "text", "text": text, "marks": [{"type": "strong"}]}


def _heading(text: str) -> Json:
    return {"type": "heading", "attrs": {"level": 3}, "content": [{"type": "text", "text": text}]}


def _listed(heading: str, texts: Sequence[str], kind: str) -> list[Json]:
    items = [{"type": "listItem", "content": [_paragraph(text)]} for text in texts]
    return [_heading(heading), {"type": kind, "content": items}] if items else []


def _links(links: Iterable[Link]) -> Json:
    parts: list[Json] = []
    for link in links:
        parts += [{"type": "text", "text": " · "}] if parts else []
        parts.append({"type": "text", "text": link.label, "marks": [{"type": "link", "attrs": {"href": link.url}}]})
    return {"type": "paragraph", "content": parts}
