"""Destination port: Microsoft Teams, through a workflow webhook that posts an adaptive card to a channel.

https://learn.microsoft.com/connectors/teams: 28 kB per message; 429 above four requests per second.
"""

import re
from collections.abc import Iterable
from typing import Self

import orjson

from tools.notify.card import URGENT, WITHOUT_THREADS, Card
from tools.notify.http import Caller, vendor_client
from tools.notify.outcomes import Undelivered, delivered, outcome_of_answer
from tools.notify.specs import TeamsSpec
from tools.nouns.deliveries import Delivery, Outcome, OutcomeKind, Thread
from tools.nouns.json_types import Json
from tools.nouns.messages import Message
from tools.nouns.notices import CLOSING, NoticeKind
from tools.ports import Clock

LARGEST_MESSAGE = 24_000
"""Teams allows 28,672 bytes, which include what it adds itself."""
_INNER_STATUS = re.compile(r"HTTP error (\d{3})")


class Teams:
    """A channel. A workflow does not identify what it posted, so messages cannot be updated or threaded."""

    def __init__(self, spec: TeamsSpec, clock: Clock) -> None:
        self._spec = spec
        self._clock = clock
        self._http = Caller(vendor_client(), clock, secrets=(spec.url.value,))

    @classmethod
    def open(cls, spec: TeamsSpec, clock: Clock) -> Self:
        """Open it from its spec."""
        return cls(spec, clock)

    @property
    def name(self) -> str:
        """See the port."""
        return self._spec.name

    def takes(self, kind: NoticeKind) -> bool:
        """Kinds that need somebody's attention, or end the need for it."""
        return kind in WITHOUT_THREADS

    async def deliver(self, delivery: Delivery, thread: Thread) -> Outcome:
        """See the port. Teams does not say whether an earlier try arrived, so a retry may post twice."""
        outcome = await self._post(body_of(delivery.message))
        kept = thread if thread.external_id else Thread("posted")
        return delivered(kept) if outcome.kind is OutcomeKind.DELIVERED else outcome

    async def check(self) -> Outcome:
        """Posts nothing: a workflow answers a body without a card with 400, and a wrong address answers 401 or 404."""
        outcome = await self._post({})
        return delivered() if outcome.kind is OutcomeKind.REFUSED else outcome

    async def close(self) -> None:
        """See the port."""
        await self._http.close()

    async def _post(self, body: Json) -> Outcome:
        try:
            answer = await self._http.post(self._spec.url.value, body)
        except Undelivered as end:
            return end.outcome
        inner = _INNER_STATUS.search(answer.text)  # connectors answer 200 and report Teams' refusal in the body
        return outcome_of_answer(int(inner[1]), answer.headers, self._clock()) if inner else delivered()


def body_of(message: Message) -> Json:
    """The body to post: the full card, or a brief one if the full card is too large."""
    whole = _card(message, Card.of(message))
    return whole if len(orjson.dumps(whole)) <= LARGEST_MESSAGE else _card(message, Card.of(message, brief=True))


def _card(message: Message, card: Card) -> Json:
    """Texts are runs of a RichTextBlock, which does not parse Markdown, unlike a TextBlock."""
    colour = "Attention" if message.kind in URGENT else "Good" if message.kind in CLOSING else "Default"
    body = [_text(card.headline, weight="Bolder", size="Medium", color=colour)]
    body += [_text(card.title)] if card.title not in card.headline else []
    body += [_text(line) for line in card.summary.splitlines() if line.strip()]
    if message.kind in URGENT or message.kind is NoticeKind.DIGEST:
        body += [_named(name, value) for name, value in card.facts]
        body += _listed("Why", card.why)
        body += [_named("Fixed last time by", card.fixed_last_time)] if card.fixed_last_time else []
    if message.kind in URGENT or message.kind is NoticeKind.ADVICE_READY:
        body += _listed("First steps", card.steps)
    content = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "fallbackText": card.headline,
        "msteams": {"width": "Full"},
        "body": body,
        "actions": [{"type": "Action.OpenUrl", "title": link.label, "url": link.url} for link in card.links],
    }
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": content}
    return {"type": "message", "attachments": [attachment]}


def _text(text: str, **style: str) -> Json:
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text, **style}]}


def _named(name: str, value: str) -> Json:
    runs = [{"type": "TextRun", "text": f"{name}: ", "weight": "Bolder"}, {"type": "TextRun", "text": value}]
    return {"type": "RichTextBlock", "inlines": runs, "spacing": "Small"}


def _listed(heading: str, texts: Iterable[str]) -> list[Json]:
    items = [_text(f"{number}. {text}") for number, text in enumerate(texts, 1)]
    return [_text(heading, weight="Bolder"), *items] if items else []
