"""Destination port: any service that apprise supports, named by an apprise URL (https://github.com/caronc/apprise).

apprise says whether a send worked, but not why it failed, so every failure is retried. It has no threads and does not
deduplicate.
"""

import asyncio
import importlib
import logging
import re
from typing import Any, Self

from tools.errors import Misconfigured
from tools.notify.card import URGENT, WITHOUT_THREADS, Card
from tools.notify.outcomes import blocked, delivered, later
from tools.notify.specs import AppriseSpec
from tools.nouns.deliveries import Delivery, Outcome, Thread
from tools.nouns.notices import CLOSING, NoticeKind
from tools.ports import Clock

# At lower levels they log the address, which contains passwords and tokens.
for _name in ("apprise", "urllib3"):
    logging.getLogger(_name).setLevel(logging.WARNING)

SECONDS = 20.0
"""Limit for everything that one address sends; apprise's own limits are shorter."""
_MARK = re.compile(r"[@#!<:](?=[\w@!/&])|[*_~`\[\]](?=\S)|(?<=\S)[*_~`]")


class Apprise:
    """One apprise address."""

    def __init__(self, spec: AppriseSpec, sender: Any) -> None:
        self._spec = spec
        self._sender = sender
        self._closed = False

    @classmethod
    def open(cls, spec: AppriseSpec, _clock: Clock) -> Self:
        """Open it from its spec. Raises Misconfigured if the extra is not installed or apprise rejects the address."""
        try:
            library = importlib.import_module("apprise")
        except ImportError:
            raise Misconfigured(
                f"destination {spec.name!r}: apprise is not installed; install intelligent-incident-responder[apprise]"
            ) from None
        sender = library.Apprise(asset=library.AppriseAsset(app_id="Incident Responder", interpret_escapes=False))
        if not sender.add(spec.url.value):
            raise Misconfigured(f"{spec.url.env}: apprise does not support this address")
        return cls(spec, sender)

    @property
    def name(self) -> str:
        """See the port."""
        return self._spec.name

    def takes(self, kind: NoticeKind) -> bool:
        """Kinds that need somebody's attention, or end the need for it."""
        return kind in WITHOUT_THREADS

    async def deliver(self, delivery: Delivery, thread: Thread) -> Outcome:
        """See the port."""
        if self._closed:
            return later("the connections are closed: this process is stopping")
        message = delivery.message
        card = Card.of(message, brief=message.kind not in (URGENT | {NoticeKind.ADVICE_READY}))
        kind = "failure" if message.kind in URGENT else "success" if message.kind in CLOSING else "info"
        body = "\n".join(line for line in card.lines[1:]).strip() or card.headline
        try:
            async with asyncio.timeout(SECONDS):
                sent = await self._sender.async_notify(
                    title=inert(card.headline), body=inert(body), notify_type=kind, body_format="text"
                )
        except TimeoutError:
            return later(f"no answer within {SECONDS:g} s")
        except TypeError:
            return blocked("apprise finds no target in this address")
        if not sent:
            return later("apprise could not send it; its own log says why")
        return delivered(thread if thread.external_id else Thread("posted"))

    async def check(self) -> Outcome:
        """Only checks that it is open: apprise has parsed the address, and can test no more without sending."""
        return later("the connections are closed") if self._closed else delivered()

    async def close(self) -> None:
        """See the port."""
        self._closed = True


def inert(text: str) -> str:
    """The text with a word joiner after each character that some service may read as markup or a mention."""
    return _MARK.sub("\\g<0>\u2060", text)
