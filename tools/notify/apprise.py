"""Destination port: anything that apprise can send to, by its address (https://github.com/caronc/apprise).

apprise says whether it worked and not why: every failure is tried again. It has no threads and finds no repeats.
"""

import asyncio
import importlib
import logging
import re
from typing import Any, Self

from tools.errors import Misconfigured
from tools.notify.card import CLOSING, SOUNDING, Card
from tools.notify.outcomes import blocked, delivered, later
from tools.notify.specs import AppriseSpec
from tools.nouns.deliveries import Delivery, Outcome, Thread
from tools.nouns.notices import NoticeKind
from tools.ports import Clock

# At lower levels they tell the log the address, which holds passwords and tokens.
for _name in ("apprise", "urllib3"):
    logging.getLogger(_name).setLevel(logging.WARNING)

SECONDS = 20.0
"""For all that one address leads to; its own limits are shorter."""
_TOLD = SOUNDING | CLOSING | {NoticeKind.ADVICE_READY, NoticeKind.ACKNOWLEDGED, NoticeKind.DIGEST}
_MARK = re.compile(r"[@#!<:](?=[\w@!/&])|[*_~`\[\]](?=\S)|(?<=\S)[*_~`]")


class Apprise:
    """One address of apprise's."""

    def __init__(self, spec: AppriseSpec, sender: Any) -> None:
        self._spec = spec
        self._sender = sender
        self._closed = False

    @classmethod
    def open(cls, spec: AppriseSpec, _clock: Clock) -> Self:
        """From its part of the file. Raises Misconfigured if the extra is not installed or the address is none."""
        try:
            library = importlib.import_module("apprise")
        except ImportError:
            raise Misconfigured(
                f"destination {spec.name!r}: apprise is not installed; install intelligent-incident-responder[apprise]"
            ) from None
        sender = library.Apprise(asset=library.AppriseAsset(app_id="Incident Responder", interpret_escapes=False))
        if not sender.add(spec.url.value):
            raise Misconfigured(f"{spec.url.env}: apprise knows no such address")
        return cls(spec, sender)

    @property
    def name(self) -> str:
        """See the port."""
        return self._spec.name

    def takes(self, kind: NoticeKind) -> bool:
        """What somebody should do something about, or need no more."""
        return kind in _TOLD

    async def deliver(self, delivery: Delivery, thread: Thread) -> Outcome:
        """See the port."""
        if self._closed:
            return later("the connections are closed: this process is stopping")
        message = delivery.message
        card = Card.of(message, brief=message.kind not in (SOUNDING | {NoticeKind.ADVICE_READY}))
        kind = "failure" if message.kind in SOUNDING else "success" if message.kind in CLOSING else "info"
        body = "\n".join(line for line in card.lines[1:]).strip() or card.headline
        try:
            async with asyncio.timeout(SECONDS):
                sent = await self._sender.async_notify(
                    title=inert(card.headline), body=inert(body), notify_type=kind, body_format="text"
                )
        except TimeoutError:
            return later(f"no answer within {SECONDS:g} s")
        except TypeError:
            return blocked("apprise has nothing to send to at this address")
        if not sent:
            return later("apprise could not send it; its own log says why")
        return delivered(thread if thread.external_id else Thread("posted"))

    async def check(self) -> Outcome:
        """The address was read when the destination was opened; apprise can try no more without telling somebody."""
        return later("the connections are closed") if self._closed else delivered()

    async def close(self) -> None:
        """See the port."""
        self._closed = True


def inert(text: str) -> str:
    """The text with a zero-width joiner behind signs that some place behind apprise reads as markup or a mention."""
    return _MARK.sub("\\g<0>\u2060", text)
