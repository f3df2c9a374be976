"""Finds which of our messages a Slack channel already has; a retry after a crash checks this before it posts."""

import logging
import re
from collections.abc import AsyncIterator, Callable
from itertools import count

from tools.notify.outcomes import Undelivered, blocked
from tools.notify.slack_actions import EVENT_TYPE
from tools.notify.slack_client import Call, SlackClient, SlackRefusal
from tools.notify.slack_errors import CANNOT_LOOK
from tools.nouns.deliveries import Delivery, Thread
from tools.nouns.json_types import Stored
from tools.ports import Clock

logger = logging.getLogger("incident_responder.notify")

SKEW_SECONDS = 300.0
"""The largest tolerated difference between Slack's clock and ours."""
_PAGE, _MOST_PAGES = 200, 10
_CHANNEL_ID = re.compile(r"[CGD][A-Z0-9]{7,}")


class SlackHistory:
    """Searches a channel for messages that carry our metadata."""

    def __init__(self, slack: SlackClient, channel: str, destination: str, clock: Clock) -> None:
        self._slack = slack
        self._channel = channel
        self._destination = destination
        self._clock = clock
        self._id = channel if _CHANNEL_ID.fullmatch(channel) else ""

    def remember_channel(self, channel: str) -> None:
        """Remember the channel's id, as Slack returned it for a post."""
        self._id = channel

    async def ticket(self, delivery: Delivery) -> Thread | None:
        """The thread of the ticket's message, if an earlier try posted it."""
        async for found in self._found(delivery):
            payload = _payload(found)
            if payload.get("part") == "ticket" and payload.get("incident_id") == delivery.message.incident_id:
                details = {"channel": self._id, "delivery": str(payload.get("delivery_id", ""))}
                return Thread(str(found.get("ts", "")), details)
        return None

    async def digest(self, delivery: Delivery) -> bool:
        """True if an earlier try posted the digest."""
        return any([_is(found, delivery) async for found in self._found(delivery)])

    async def reply(self, known: Thread, delivery: Delivery) -> bool:
        """True if an earlier try posted the reply in the ticket's thread."""
        return any([_is(found, delivery) async for found in self._replies(known, delivery)])

    async def posted(self, delivery: Delivery, known: Thread | None) -> tuple[str, str]:
        """(channel, ts) of what a delivery posted: a reply if `known` is given, else a digest; empty if not found."""
        found = self._found(delivery) if known is None else self._replies(known, delivery)
        async for each in found:
            if _is(each, delivery):
                return (self._id if known is None else known.details["channel"]), str(each.get("ts", ""))
        return "", ""

    async def check(self) -> None:
        """Raises Undelivered unless the channel exists and can be read."""
        channel = await self._channel_id(may_guess=False)
        await self._slack.call(lambda web: web.conversations_history(channel=channel, limit=1))

    def _replies(self, known: Thread, delivery: Delivery) -> AsyncIterator[Stored]:
        return self._pages(
            lambda cursor: (
                lambda web: web.conversations_replies(
                    channel=known.details["channel"],
                    ts=known.external_id,
                    oldest=self._oldest(delivery),
                    include_all_metadata=True,
                    limit=_PAGE,
                    cursor=cursor,
                )
            )
        )

    async def _found(self, delivery: Delivery) -> AsyncIterator[Stored]:
        channel = await self._channel_id(may_guess=True)
        if not channel:
            return
        pages = self._pages(
            lambda cursor: (
                lambda web: web.conversations_history(
                    channel=channel,
                    oldest=self._oldest(delivery),
                    include_all_metadata=True,
                    limit=_PAGE,
                    cursor=cursor,
                )
            )
        )
        async for found in pages:
            if _payload(found).get("destination") == self._destination:
                yield found

    async def _channel_id(self, *, may_guess: bool) -> str:
        """The channel's id, which reading needs; a name is enough only for posting. "" if it cannot be looked up."""
        name = self._channel.removeprefix("#")
        listing = self._pages(
            lambda cursor: (
                lambda web: web.conversations_list(
                    types="public_channel,private_channel", exclude_archived=True, limit=1_000, cursor=cursor
                )
            ),
            of="channels",
            lenient=may_guess,
        )
        if not self._id:
            async for found in listing:
                if found.get("name") == name:
                    self._id = str(found.get("id", ""))
                    break
        if not self._id and not may_guess:
            raise Undelivered(blocked(f"Slack has no channel #{name} that the app can see: invite it, or use the id"))
        return self._id

    def _oldest(self, delivery: Delivery) -> str:
        """Where to stop: at the ticket's first report, or for a retry at the time of the delivery's event."""
        message = delivery.message
        since = message.at if delivery.tries else message.first_seen
        return f"{min(since, self._clock()) - SKEW_SECONDS:.6f}"

    async def _pages(
        self, ask: Callable[[str | None], Call], of: str = "messages", *, lenient: bool = True
    ) -> AsyncIterator[Stored]:
        """Yield the items of all pages. If the app lacks permission, logs a warning and yields nothing."""
        cursor: str | None = None
        for page in count(1):
            try:
                answer = await self._slack.call(ask(cursor))
            except SlackRefusal as refusal:
                if not lenient or refusal.word not in CANNOT_LOOK:
                    raise
                logger.warning(
                    "%s: the app may not read the channel (%s), so a message may be posted twice after a crash",
                    self._destination,
                    refusal.word,
                )
                return
            for found in answer.get(of) or ():
                yield found
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or None
            if cursor is None or page == _MOST_PAGES:
                return


def _payload(found: Stored) -> Stored:
    metadata = found.get("metadata") or {}
    payload = metadata.get("event_payload") if metadata.get("event_type") == EVENT_TYPE else None
    return payload if isinstance(payload, dict) else {}


def _is(found: Stored, delivery: Delivery) -> bool:
    return bool(_payload(found).get("delivery_id") == delivery.delivery_id)
