"""Messages laid out for a chat: cards, blocks, embeds and attachments, as plain objects with a title and a text.

The parts of a layout have no fixed depth and no names of their own, so they are read in the order in which a person
sees them: the first text is the title.
"""

from collections.abc import Iterator, Mapping

from tools import deferred_re as re
from tools.inbound.fields import scalar

Layout = Mapping[str, object]
"""A JSON object of a layout: any names, any values."""

# The texts of one part, in the order in which it is shown.
_TEXTS = ("pretext", "header", "title", "subtitle", "text", "description", "content")
# What holds other parts: Slack's, Discord's, Google Chat's and those of Adaptive Cards.
_HOLDERS = (
    "header", "body", "blocks", "elements", "items", "columns", "rows", "cells", "inlines", "sections", "widgets",
    "textParagraph", "card",
)  # fmt: skip
_PAIRS = ("facts", "fields")
_LABELLED = ("decoratedText", "keyValue")
_MESSAGES = ("attachments", "embeds", "cards", "cardsV2")
_MOST_PARTS, _DEPTH = 100, 10
# Several words, and no name of a place with a number.
_SENTENCE = re.compile(r"[^\W\d]{3,40}(?: [^\W\d]{2,40}){1,20}\b")


def messages_in(body: Layout) -> list[dict[str, object]]:
    """Each message of a body that was written for a chat, as {title, text, labels}; empty for any other body.

    One attachment or embed has its own fields and needs no reading; several are one message each.
    """
    if body.get("type") == "AdaptiveCard" or isinstance(body.get("blocks"), list):
        return _plain([body], "")
    for name in _MESSAGES:
        held = body.get(name)
        inside = [each for each in held[:_MOST_PARTS] if isinstance(each, dict)] if isinstance(held, list) else []
        layouts = [_layout(each) for each in inside]
        if len(layouts) == 1 and (_is_laid_out(layouts[0]) or _says_it_in_facts(layouts[0])):
            return _plain(layouts, _text(body.get("text") or body.get("content")))
        if len(layouts) > 1 and (all(map(_is_laid_out, layouts)) or all(map(_is_titled, layouts))):
            return _plain(layouts, "")
    return []


def _layout(held: Layout) -> Layout:
    inner = held.get("content") or held.get("card")
    return inner if isinstance(inner, dict) else held


def _is_laid_out(part: Layout) -> bool:
    return any(isinstance(part.get(name), list) for name in ("body", "blocks", "sections"))


def _says_it_in_facts(part: Layout) -> bool:
    return isinstance(part.get("fields"), list) and not any(scalar(part.get(name)) for name in ("text", "description"))


def _is_titled(part: Layout) -> bool:
    return bool(scalar(part.get("title")) and (scalar(part.get("text")) or scalar(part.get("description"))))


def _plain(layouts: list[Layout], opening: str) -> list[dict[str, object]]:
    return [message for layout in layouts if (message := _message(layout, opening))]


def _message(layout: Layout, opening: str) -> dict[str, object]:
    """The message of one layout; `opening` is what the body says above it."""
    labels: dict[str, object] = {}
    texts = [opening] if opening else []
    for name, text in _shown(layout, 0):
        if name:
            labels.setdefault(name, text)
        elif (plain := text.strip("* \n")) and plain not in texts:
            texts.append(plain)
    if len(texts) == 1:  # a title alone: then the facts say what happened
        texts += [text for text in map(scalar, labels.values()) if _SENTENCE.match(text)]
    first, *rest = texts[:_MOST_PARTS] or [""]
    return {"title": first, "text": "\n".join(rest), "labels": labels} if texts else {}


def _shown(part: object, depth: int) -> Iterator[tuple[str, str]]:
    """(name, value) of each fact and ("", text) of each text, from top to bottom."""
    if isinstance(part, list) and depth <= _DEPTH:
        for each in part[:_MOST_PARTS]:
            yield from _shown(each, depth + 1)
    elif isinstance(part, dict) and depth <= _DEPTH:
        yield from _own(part)
        for name in _HOLDERS:
            yield from _shown(part.get(name), depth + 1)


def _own(part: Layout) -> Iterator[tuple[str, str]]:
    """The same of one part alone, without those that it holds."""
    for name in _TEXTS:
        text = _text(part.get(name))
        if text:
            yield _named(text)
    for name in _PAIRS:
        yield from _facts(part.get(name))
    for name in _LABELLED:
        inner = part.get(name)
        if isinstance(inner, dict):
            yield scalar(inner.get("topLabel")).strip(" :"), scalar(inner.get("text") or inner.get("content"))


def _text(value: object) -> str:
    """A text, or Slack's object of a text."""
    return scalar(value.get("text")) if isinstance(value, dict) else scalar(value)


def _facts(pairs: object) -> Iterator[tuple[str, str]]:
    for pair in pairs[:_MOST_PARTS] if isinstance(pairs, list) else ():
        if isinstance(pair, dict) and "value" in pair:
            yield scalar(pair.get("title") or pair.get("name")).strip(" :*"), scalar(pair["value"])
        elif isinstance(pair, dict):
            yield _named(_text(pair))


def _named(text: str) -> tuple[str, str]:
    """A bold line above one other line is a fact, as chats show a field; anything else is a text."""
    name, _, value = text.partition("\n")
    is_fact = name[:1] == name[-1:] == "*" and value and "\n" not in value
    return (name.strip(" :*"), value.strip(" *`")) if is_fact else ("", text)
