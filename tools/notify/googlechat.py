"""Destination port: Google Chat, through a space's webhook. A ticket is one thread, identified by its thread key.

https://developers.google.com/workspace/chat/quickstart/webhooks: 32,000 bytes per message, one message per second.
"""

import hashlib
import html
from collections.abc import Iterable
from typing import Self

import orjson

from tools.notify.card import URGENT, Card
from tools.notify.http import Answer, Caller, vendor_client
from tools.notify.outcomes import Undelivered, delivered
from tools.notify.specs import GoogleChatSpec
from tools.nouns.deliveries import Delivery, Outcome, OutcomeKind, Thread
from tools.nouns.json_types import Json
from tools.nouns.messages import Message
from tools.nouns.notices import NoticeKind
from tools.ports import Clock

LARGEST_MESSAGE = 30_000
_REPLY = "REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD"


class GoogleChat:
    """A space. Later messages about a ticket are replies in its thread."""

    def __init__(self, spec: GoogleChatSpec, clock: Clock) -> None:
        self._spec = spec
        self._http = Caller(vendor_client(), clock, _error_text, (spec.url.value,))

    @classmethod
    def open(cls, spec: GoogleChatSpec, clock: Clock) -> Self:
        """Open it from its spec."""
        return cls(spec, clock)

    @property
    def name(self) -> str:
        """See the port."""
        return self._spec.name

    def takes(self, kind: NoticeKind) -> bool:
        """All kinds but new counts and the start of a quiet period: each message notifies the space."""
        return kind not in (NoticeKind.GROWN, NoticeKind.RECOVERING)

    async def deliver(self, delivery: Delivery, thread: Thread) -> Outcome:
        """See the port. The request id is the same on every try: Chat answers a retry with the existing message."""
        message = delivery.message
        key = message.incident_id if message.kind is not NoticeKind.DIGEST else delivery.delivery_id
        outcome = await self._post(body_of(message) | {"thread": {"threadKey": key}}, _request_id(delivery.delivery_id))
        kept = thread if thread.external_id else Thread(key)
        return delivered(kept) if outcome.kind is OutcomeKind.DELIVERED else outcome

    async def check(self) -> Outcome:
        """Posts nothing: Chat answers an empty message with 400, and a wrong address with 401, 403 or 404."""
        outcome = await self._post({}, "")
        return delivered() if outcome.kind is OutcomeKind.REFUSED else outcome

    async def close(self) -> None:
        """See the port."""
        await self._http.close()

    async def _post(self, body: Json, request_id: str) -> Outcome:
        address = self._spec.url.value
        more = f"messageReplyOption={_REPLY}" + (f"&requestId={request_id}" if request_id else "")
        try:
            await self._http.post(f"{address}{'&' if '?' in address else '?'}{more}", body)
        except Undelivered as end:
            return end.outcome
        return delivered()


def _request_id(delivery_id: str) -> str:
    """The delivery id, hashed to letters and digits."""
    return hashlib.sha256(delivery_id.encode()).hexdigest()[:32]


def _error_text(answer: Answer) -> str:
    """The reason in `{"error": {"status": "INVALID_ARGUMENT", "message": …}}`."""
    error = answer.json.get("error")
    return f"{error.get('status', '')} {error.get('message', '')}".strip() if isinstance(error, dict) else ""


def body_of(message: Message) -> Json:
    """The body to post: the full card, or a brief one if the full card is too large."""
    whole = _card(message, Card.of(message))
    return whole if len(orjson.dumps(whole)) <= LARGEST_MESSAGE else _card(message, Card.of(message, brief=True))


def _card(message: Message, card: Card) -> Json:
    """Only a card: Chat would parse mentions in the field `text`. A card allows some HTML, so everything is escaped."""
    widgets = [_text(html.escape(card.title))] if card.title not in card.headline else []
    widgets += [_text("<br>".join(map(html.escape, card.summary.splitlines())))] if card.summary else []
    if message.kind in URGENT:
        widgets += [_text("<br>".join(f"<b>{name}:</b> {html.escape(value)}" for name, value in card.facts))]
        widgets += _listed("Why", card.why)
    if card.fixed_last_time:
        widgets.append(_text(f"<b>Fixed last time by:</b> {html.escape(card.fixed_last_time)}"))
    if message.kind in URGENT or message.kind is NoticeKind.ADVICE_READY:
        widgets += _listed("First steps", card.steps)
    buttons = [{"text": link.label, "onClick": {"openLink": {"url": link.url}}} for link in card.links]
    widgets += [{"buttonList": {"buttons": buttons}}] if buttons else []
    heading = _text(f"<b>{html.escape(card.headline)}</b>")
    shown = {"sections": [{"widgets": [heading, *widgets]}]}
    return {"fallbackText": card.headline, "cardsV2": [{"cardId": message.incident_id or "digest", "card": shown}]}


def _text(text: str) -> Json:
    return {"textParagraph": {"text": text}}


def _listed(heading: str, texts: Iterable[str]) -> list[Json]:
    items = [f"{number}. {html.escape(text)}" for number, text in enumerate(texts, 1)]
    return [_text("<br>".join([f"<b>{heading}</b>", *items]))] if items else []
