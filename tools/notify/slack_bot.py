"""Destination port: Slack through a bot. One message per ticket, updated in place; each event is a reply in its thread.

Every message carries metadata with the ticket and the delivery, so that a retry after a crash finds what had arrived.
"""

import logging

from tools.notify.outcomes import Undelivered, delivered
from tools.notify.slack_actions import EVENT_TYPE
from tools.notify.slack_blocks import card_blocks, fallback, reply_blocks
from tools.notify.slack_client import SlackClient, SlackRefusal
from tools.notify.slack_edits import SlackEdits
from tools.notify.slack_errors import GONE
from tools.notify.slack_history import SlackHistory
from tools.notify.specs import Secret, SlackSpec
from tools.nouns.deliveries import Delivery, Outcome, Thread
from tools.nouns.json_types import Json
from tools.nouns.messages import Message
from tools.nouns.notices import NoticeKind
from tools.ports import Clock

logger = logging.getLogger("incident_responder.notify")

_TO_THE_CHANNEL = frozenset((NoticeKind.UNACKNOWLEDGED, NoticeKind.REOPENED, NoticeKind.REGRESSED))
"""Replies that are also shown in the channel, because they need attention."""
_OPENING = frozenset((NoticeKind.OPENED, NoticeKind.REGRESSED))
"""Kinds that start a ticket: the channel has no message of it before."""


class SlackBot:
    """A Slack channel in which a bot keeps one message per ticket."""

    def __init__(self, spec: SlackSpec, token: Secret, clock: Clock) -> None:
        self._spec = spec
        self._slack = SlackClient(token.value, spec.api_url, clock)
        self._history = SlackHistory(self._slack, spec.channel, spec.name, clock)
        self._edits = SlackEdits(self._slack, self._history, self._payload, EVENT_TYPE)

    @property
    def name(self) -> str:
        """See the port."""
        return self._spec.name

    def takes(self, _kind: NoticeKind) -> bool:
        """All kinds: later events go to the thread and disturb nobody."""
        return True

    async def deliver(self, delivery: Delivery, thread: Thread) -> Outcome:
        """See the port."""
        try:
            return await self._tell(delivery, thread)
        except Undelivered as end:
            return end.outcome

    async def edit(self, delivery: Delivery, thread: Thread) -> Outcome:
        """See `Editable`."""
        return await self._edits.edit(delivery, thread, buttons=self._spec.signing_secret is not None)

    async def check(self) -> Outcome:
        """Check that the token is valid and that the channel can be read, which a retry after a crash needs."""
        try:
            await self._slack.call(lambda web: web.auth_test())
            await self._history.check()
        except Undelivered as end:
            return end.outcome
        return delivered()

    async def close(self) -> None:
        """See the port."""
        await self._slack.close()

    async def _tell(self, delivery: Delivery, thread: Thread) -> Outcome:
        message = delivery.message
        if message.kind is NoticeKind.DIGEST:
            if not (delivery.tries and await self._history.digest(delivery)):
                await self._post(delivery)
            return delivered()
        known = thread if thread.external_id else None
        if known is None and (delivery.tries or message.kind not in _OPENING):
            known = await self._history.ticket(delivery)
        if known is None:
            return delivered(await self._post(delivery))
        if known.details.get("delivery") == delivery.delivery_id:
            return delivered(known)
        try:
            await self._update(known, message)
            await self._reply(known, delivery)
        except SlackRefusal as refusal:
            if refusal.word not in GONE:
                raise
            logger.info("%s: the message of %s is gone, so it is posted again", self.name, message.incident_id)
            return delivered(await self._post(delivery))
        return delivered(known)

    async def _post(self, delivery: Delivery) -> Thread:
        """Post the ticket's message in the channel; returns the thread for later messages."""
        message = delivery.message
        payload = self._payload(
            delivery.delivery_id, message, "digest" if message.kind is NoticeKind.DIGEST else "ticket"
        )
        blocks = card_blocks(message, buttons=self._spec.signing_secret is not None)
        answer = await self._slack.call(
            lambda web: web.chat_postMessage(
                channel=self._spec.channel,
                text=fallback(message),
                blocks=blocks,
                metadata={"event_type": EVENT_TYPE, "event_payload": payload},
                mrkdwn=False,
                parse="none",
                unfurl_links=False,
                unfurl_media=False,
            )
        )
        channel = str(answer.get("channel", self._spec.channel))
        self._history.remember_channel(channel)
        return Thread(str(answer.get("ts", "")), {"channel": channel, "delivery": delivery.delivery_id})

    async def _update(self, known: Thread, message: Message) -> None:
        payload = self._payload(known.details.get("delivery", ""), message, "ticket")
        blocks = card_blocks(message, buttons=self._spec.signing_secret is not None)
        await self._slack.call(
            lambda web: web.chat_update(
                channel=known.details["channel"],
                ts=known.external_id,
                text=fallback(message),
                blocks=blocks,
                metadata={"event_type": EVENT_TYPE, "event_payload": payload},
                parse="none",
            )
        )

    async def _reply(self, known: Thread, delivery: Delivery) -> None:
        message = delivery.message
        if delivery.tries and await self._history.reply(known, delivery):
            return
        payload = self._payload(delivery.delivery_id, message, "reply")
        await self._slack.call(
            lambda web: web.chat_postMessage(
                channel=known.details["channel"],
                thread_ts=known.external_id,
                reply_broadcast=message.kind in _TO_THE_CHANNEL,
                text=fallback(message),
                blocks=reply_blocks(message),
                metadata={"event_type": EVENT_TYPE, "event_payload": payload},
                mrkdwn=False,
                parse="none",
                unfurl_links=False,
                unfurl_media=False,
            )
        )

    def _payload(self, delivery_id: str, message: Message, part: str) -> Json:
        return {
            "destination": self.name,
            "incident_id": message.incident_id,
            "delivery_id": delivery_id,
            "part": part,
        }
