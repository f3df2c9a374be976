"""Destination port: a Slack incoming webhook. It does not identify what it posted: no updates, no threads."""

from tools.notify.card import URGENT, WITHOUT_THREADS
from tools.notify.http import Answer, Caller, Refusal, vendor_client
from tools.notify.outcomes import Undelivered, delivered
from tools.notify.slack_blocks import card_blocks, fallback, reply_blocks
from tools.notify.slack_errors import outcome_of_error
from tools.notify.specs import Secret, SlackSpec
from tools.nouns.deliveries import Delivery, Outcome, OutcomeKind, Thread
from tools.nouns.json_types import Json
from tools.nouns.messages import Message
from tools.nouns.notices import NoticeKind
from tools.ports import Clock


class SlackHook:
    """A channel, through its incoming webhook."""

    def __init__(self, spec: SlackSpec, url: Secret, clock: Clock) -> None:
        self._spec = spec
        self._url = url
        self._clock = clock
        self._http = Caller(vendor_client(), clock)

    @property
    def name(self) -> str:
        """See the port."""
        return self._spec.name

    def takes(self, kind: NoticeKind) -> bool:
        """Kinds that need somebody's attention, or end the need for it."""
        return kind in WITHOUT_THREADS

    async def deliver(self, delivery: Delivery, thread: Thread) -> Outcome:
        """See the port. A webhook cannot find out whether an earlier try arrived, so a retry may post twice."""
        try:
            await self._http.post(self._url.value, self._body(delivery.message))
        except Refusal as refusal:
            return self._of_refusal(refusal.answer)
        except Undelivered as end:
            return end.outcome
        return delivered(thread if thread.external_id else Thread("posted"))

    async def check(self) -> Outcome:
        """Posts nothing: a working address answers an empty message with `no_text`."""
        try:
            await self._http.post(self._url.value, {})
        except Refusal as refusal:
            outcome = self._of_refusal(refusal.answer)
            return delivered() if outcome.kind is OutcomeKind.REFUSED else outcome
        except Undelivered as end:
            return end.outcome
        return delivered()

    async def close(self) -> None:
        """See the port."""
        await self._http.close()

    def _body(self, message: Message) -> Json:
        whole = message.kind in URGENT or message.kind is NoticeKind.DIGEST
        buttons = self._spec.signing_secret is not None
        blocks = card_blocks(message, buttons=buttons) if whole else reply_blocks(message)
        return {"text": fallback(message), "blocks": blocks, "unfurl_links": False, "unfurl_media": False}

    def _of_refusal(self, answer: Answer) -> Outcome:
        return outcome_of_error(answer.text.strip(), answer.status, answer.headers, self._clock())
