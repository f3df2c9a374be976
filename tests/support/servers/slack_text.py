"""How Slack reads a message: what it refuses, which texts people see, and what of them it takes for markup."""

import re
from collections.abc import Iterator
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block, RichTextBlock

MOST_BLOCKS = 50
LONGEST_TEXT = 40_000
LONGEST_BLOCKS = 13_200
OURS = "https://responder.example.org/"
_RICH = {
    "rich_text_section": {"text", "link"},
    "rich_text_quote": {"text", "link"},
    "rich_text_preformatted": {"text", "link"},
    "rich_text_list": {"rich_text_section"},
}
_MARKUP = re.compile(r"<[^>]+>|(?<!\w)[*_~`](?=\S)[^*_~`\n]*\S[*_~`](?!\w)|(?<!\w)@(?:channel|here|everyone)\b|:\w+:")


def refusal(blocks: list[dict[str, Any]]) -> str:
    """Slack's word for what is wrong with the blocks; "" if nothing is."""
    if len(blocks) > MOST_BLOCKS:
        return "invalid_blocks"
    try:
        for model in Block.parse_all(blocks):
            if model is None:
                return "invalid_blocks"
            model.to_dict()
            if isinstance(model, RichTextBlock) and not model.elements:
                return "invalid_blocks"
    except SlackObjectFormationError:
        return "invalid_blocks"
    elements = list(_elements(blocks))
    if any(not each.get("text") for each in elements if each.get("type") == "text"):
        return "invalid_blocks"
    for each in elements:
        allowed = _RICH.get(str(each.get("type")))
        if allowed is not None and any(part["type"] not in allowed for part in each["elements"]):
            return "invalid_blocks"
    return "msg_blocks_too_long" if sum(len(text) for text in shown(blocks)) > LONGEST_BLOCKS else ""


def shown(blocks: list[dict[str, Any]]) -> list[str]:
    """The texts of the blocks, as people see them."""
    found: list[str] = []
    for each in _elements(blocks):
        text = each.get("text")
        if isinstance(text, str):
            found.append(text)
    return found


def markup(blocks: list[dict[str, Any]], text: str) -> list[str]:
    """Mentions and formats that Slack would make of the fallback and of text objects; foreign links."""
    read = [text]
    for each in _elements(blocks):
        if each.get("type") == "mrkdwn":
            read.append(each["text"])
        if each.get("type") == "link" and not each["url"].startswith(OURS):
            read.append(f"<{each['url']}>")
        if each.get("type") in ("user", "broadcast", "usergroup", "emoji", "channel"):
            read.append(f"<!{each}>")
    return [found for each in read for found in _MARKUP.findall(each)]


def _elements(value: object) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from _elements(each)
    elif isinstance(value, list):
        for each in value:
            yield from _elements(each)
