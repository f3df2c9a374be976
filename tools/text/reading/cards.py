"""Adaptive cards, as chats of Microsoft Teams show them: their texts in order, and their facts as fields."""

from collections.abc import Iterator, Mapping

from tools.text.reading.alerts import TOLD, identity_of
from tools.text.reading.conditions import condition_of
from tools.text.reading.json_text import JsonObject
from tools.text.reading.leaves import Leaves, leaf
from tools.text.reading.parts import Part
from tools.text.reading.roles import squeezed

# A card nests columns in containers; nobody nests deeper on purpose.
_DEPTH = 8
_MOST = 200
_MOST_TEXTS = 40
_INSIDE = ("body", "items", "columns", "rows", "cells")


def part_of_cards(value: JsonObject) -> Part | None:
    """The texts of all adaptive cards of a message, with the fields in their facts; None for anything else."""
    cards = [value] if value.get("type") == "AdaptiveCard" else list(_attached(value))
    told = [each for card in cards for each in _told(card, 0)][:_MOST_TEXTS]
    if not told:
        return None
    facts = Leaves([leaf(name, ("facts",), text) for name, text in told if name])
    lines = [text for name, text in told if not name or squeezed(name) in TOLD]
    fields = tuple(identity_of(facts))
    over = condition_of(facts) == "over"
    return Part("\n".join(dict.fromkeys(lines)), fields=fields, recovered=over, called=bool(fields))


def _attached(value: JsonObject) -> Iterator[JsonObject]:
    attachments = value.get("attachments")
    for each in attachments[:_MOST] if isinstance(attachments, list) else ():
        card = each.get("content") if isinstance(each, Mapping) else None
        if isinstance(card, Mapping) and card.get("type") == "AdaptiveCard":
            yield card


def _told(element: JsonObject, depth: int) -> Iterator[tuple[str, str]]:
    """(name of a fact or "", text) of the element, then of those inside it; buttons and pictures tell nothing."""
    text, facts = element.get("text"), element.get("facts")
    if element.get("type") == "TextBlock" and isinstance(text, str):
        yield "", text.strip("* \n")
    elif element.get("type") == "RichTextBlock":
        yield "", "".join(_runs(element.get("inlines")))
    for each in facts[:_MOST] if isinstance(facts, list) else ():
        if isinstance(each, Mapping) and each.get("title") and each.get("value"):
            yield str(each["title"]).strip(": "), str(each["value"])
    for name in _INSIDE if depth < _DEPTH else ():
        inner = element.get(name)
        for each in inner[:_MOST] if isinstance(inner, list) else ():
            if isinstance(each, Mapping):
                yield from _told(each, depth + 1)


def _runs(value: object) -> Iterator[str]:
    for each in value[:_MOST] if isinstance(value, list) else ():
        yield each if isinstance(each, str) else str(each.get("text", "")) if isinstance(each, Mapping) else ""
