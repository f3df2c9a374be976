"""Edits messages that the bot posted: a text that was erased from the store must not stay in the channel."""

from collections.abc import Callable

from tools.notify.outcomes import Undelivered, delivered, refused
from tools.notify.slack_blocks import card_blocks, fallback, reply_blocks
from tools.notify.slack_client import SlackClient
from tools.notify.slack_history import SlackHistory
from tools.nouns.deliveries import Delivery, Outcome, Thread
from tools.nouns.json_types import Json
from tools.nouns.messages import Message
from tools.nouns.notices import NoticeKind


class SlackEdits:
    """Finds one of our messages by its metadata and overwrites it."""

    def __init__(
        self, slack: SlackClient, history: SlackHistory, payload: Callable[[str, Message, str], Json], event_type: str
    ) -> None:
        """`payload` makes the metadata by which a message is found again."""
        self._slack = slack
        self._history = history
        self._payload = payload
        self._event_type = event_type

    async def edit(self, delivery: Delivery, thread: Thread, *, buttons: bool) -> Outcome:
        """Overwrite what the delivery had posted: the ticket's message in the channel, a reply, or a digest."""
        message = delivery.message
        digest = message.kind is NoticeKind.DIGEST
        if not digest and not thread.external_id:
            return refused("no message is recorded for this ticket")
        try:
            if not digest and thread.details.get("delivery") == delivery.delivery_id:
                part, channel, ts = "ticket", thread.details["channel"], thread.external_id
            else:
                part = "digest" if digest else "reply"
                channel, ts = await self._history.posted(delivery, None if digest else thread)
            if not ts:
                return refused("the message was not found in the channel")
            blocks = reply_blocks(message) if part == "reply" else card_blocks(message, buttons=buttons and not digest)
            metadata = {
                "event_type": self._event_type,
                "event_payload": self._payload(delivery.delivery_id, message, part),
            }
            await self._slack.call(
                lambda web: web.chat_update(
                    channel=channel, ts=ts, text=fallback(message), blocks=blocks, metadata=metadata, parse="none"
                )
            )
        except Undelivered as end:
            return end.outcome
        return delivered()
