"""Messages in Block Kit, built and checked by slack-sdk's models.

Everything that comes from a report goes into rich text elements of type `text`, which Slack shows verbatim: it parses
no formatting, mentions, emoji names or links in them. Only the fallback text is parsed as markup, and it is escaped.
"""

import re
from collections.abc import Iterable, Sequence

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ConfirmObject,
    RichTextBlock,
    RichTextElement,
    RichTextElementParts,
    RichTextListElement,
    RichTextQuoteElement,
    RichTextSectionElement,
)

from tools.notify import slack_actions
from tools.notify.card import Card, cut, one_line
from tools.nouns.incidents import Status
from tools.nouns.json_types import Json
from tools.nouns.messages import Message
from tools.nouns.notices import NoticeKind

Text = RichTextElementParts.Text
Style = RichTextElementParts.TextStyle
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "*": "\u2217", "~": "\u223c", "`": "'"})
_MENTION = re.compile(r"[@#:](?=\w)")
_EDGE = re.compile(r"(?<!\w)_|_(?!\w)")


def card_blocks(message: Message, *, buttons: bool) -> list[Json]:
    """The present state of the ticket: the message in the channel, which is updated in place."""
    card = Card.of(message)
    blocks: list[Block] = [RichTextBlock(elements=_elements(card), block_id="incident_card")]
    if buttons and (shown := _buttons(message)):
        blocks.append(ActionsBlock(elements=shown, block_id=slack_actions.BLOCK_ID))
    return [block.to_dict() for block in blocks]


def reply_blocks(message: Message) -> list[Json]:
    """One reply in the ticket's thread, which says what happened."""
    card = Card.of(message)
    told: list[RichTextElement] = [_line(_bold(card.headline))]
    told += [_line(Text(text=card.summary))] if card.summary else []
    if message.kind is NoticeKind.ADVICE_READY and card.steps:
        told += _listed("First steps", card.steps, "ordered")
    return [RichTextBlock(elements=told, block_id="incident_event").to_dict()]


def fallback(message: Message) -> str:
    """The text for notifications and screen readers. Slack parses markup in it."""
    card = Card.of(message)
    return escaped(f"{card.headline} ({cut(one_line(message.service), 100)})")


def escaped(text: str) -> str:
    """The text escaped for Slack's markup; characters that would format it are replaced by lookalikes."""
    parted = _MENTION.sub("\\g<0>\u2060", text.translate(_ESCAPES))
    return _EDGE.sub("\u02cd", parted)


def _elements(card: Card) -> list[RichTextElement]:
    page = card.links[0].url if card.links else ""
    title = (
        RichTextElementParts.Link(url=page, text=card.headline, style=Style(bold=True))
        if page
        else _bold(card.headline)
    )
    shown: list[RichTextElement] = [_line(title)]
    if card.title not in card.headline:
        shown.append(_line(Text(text=card.title)))
    shown += [_line(Text(text=card.summary))] if card.summary else []
    shown += [_facts(card.facts)] if card.facts else []
    shown += _listed("Why", card.why, "bullet")
    if card.fixed_last_time:
        shown += [_line(_bold("Fixed last time by")), RichTextQuoteElement(elements=[Text(text=card.fixed_last_time)])]
    shown += _listed("First steps", card.steps, "ordered")
    links = [part for link in card.links for part in (RichTextElementParts.Link(url=link.url, text=link.label), _gap())]
    return shown + ([_line(*links)] if links else [])


def _facts(facts: Iterable[tuple[str, str]]) -> RichTextElement:
    parts = [part for name, value in facts for part in (_bold(f"{name}: "), Text(text=value), _gap())]
    return _line(*parts)


def _listed(heading: str, texts: Sequence[str], style: str) -> list[RichTextElement]:
    if not texts:
        return []
    items = [RichTextSectionElement(elements=[Text(text=each)]) for each in texts]
    return [_line(_bold(heading)), RichTextListElement(style=style, elements=items)]


def _line(*parts: RichTextElement) -> RichTextSectionElement:
    return RichTextSectionElement(elements=[*parts, Text(text="\n")])


def _bold(text: str) -> RichTextElement:
    return Text(text=text, style=Style(bold=True))


def _gap() -> RichTextElement:
    return Text(text="   ")


def _buttons(message: Message) -> list[ButtonElement]:
    if message.kind is NoticeKind.DIGEST or message.test:
        return []
    shown = [_button("Acknowledge", slack_actions.ACKNOWLEDGE, message)] if message.status is Status.OPEN else []
    if message.status.live:
        shown += [
            _button("Resolve", slack_actions.RESOLVE, message, style="primary"),
            _button("Not the same", slack_actions.NOT_THE_SAME, message, confirm=_confirm()),
        ]
    if message.steps and message.status is not Status.MERGED:
        shown += [
            _button("Helpful", slack_actions.HELPFUL, message),
            _button("Not helpful", slack_actions.NOT_HELPFUL, message),
        ]
    return shown


def _button(
    text: str, action_id: str, message: Message, style: str | None = None, confirm: ConfirmObject | None = None
) -> ButtonElement:
    return ButtonElement(text=text, action_id=action_id, value=message.incident_id, style=style, confirm=confirm)


def _confirm() -> ConfirmObject:
    return ConfirmObject(
        title="Not the same problem?",
        text="The reports that joined this ticket last become a ticket of their own.",
        confirm="Split",
        deny="Leave it",
    )
