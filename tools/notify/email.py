"""Destination port: mail over SMTP. A ticket is one thread; its first Message-ID is derived from the ticket's id."""

import asyncio
import logging
import ssl
from typing import Self

import aiosmtplib

from tools.errors import Misconfigured
from tools.notify.email_message import first_id, mail, subject
from tools.notify.outcomes import blocked, delivered, later, refused
from tools.notify.specs import EmailSpec, Tls
from tools.nouns.deliveries import Delivery, Outcome, Thread
from tools.nouns.notices import NoticeKind
from tools.ports import Clock

logger = logging.getLogger("incident_responder.notify")

SECONDS = 20.0
"""Limit for sending one mail; servers that scan content answer slowly."""
_UNTOLD = frozenset((NoticeKind.GROWN, NoticeKind.RECOVERING))
_SET_UP = frozenset((530, 534, 535, 538, 550, 551, 553))
"""Reply codes that concern the login or the addresses."""


class Email:
    """A list of addresses, reached through one mail server. Each mail uses its own connection."""

    def __init__(self, spec: EmailSpec) -> None:
        self._spec = spec
        self._server = spec.server
        self._closed = False

    @classmethod
    def open(cls, spec: EmailSpec, _clock: Clock) -> Self:
        """Open it from its spec. Raises Misconfigured for an invalid address or server."""
        for address in (spec.sender, *spec.to):
            if address.count("@") < 1 or any(sign in address for sign in "\r\n,;"):
                raise Misconfigured(f"destination {spec.name!r}: {address!r} is not a mail address")
        try:
            return cls(spec)
        except ValueError as error:
            raise Misconfigured(f"destination {spec.name!r}: smtp_url: {error}") from None

    @property
    def name(self) -> str:
        """See the port."""
        return self._spec.name

    def takes(self, kind: NoticeKind) -> bool:
        """All kinds but those that only report a new count or the start of a quiet period."""
        return kind not in _UNTOLD

    async def deliver(self, delivery: Delivery, thread: Thread) -> Outcome:
        """See the port. A retry has the same Message-ID, so that mail programs show one mail."""
        message = delivery.message
        written = mail(self._spec, delivery, thread)
        try:
            async with asyncio.timeout(SECONDS), self._connection() as server:
                failed, _ = await server.send_message(written, sender=self._spec.sender, recipients=list(self._spec.to))
        except Exception as error:
            return self._outcome(error)
        if failed:
            logger.warning("%s: %d of %d addresses were refused", self.name, len(failed), len(self._spec.to))
        if message.kind is NoticeKind.DIGEST or thread.external_id:
            return delivered()
        return delivered(Thread(first_id(self._spec, message.incident_id), {"subject": subject(message)}))

    async def check(self) -> Outcome:
        """Log in and ask the server whether it accepts every address; sends nothing."""
        try:
            async with asyncio.timeout(SECONDS), self._connection() as server:
                await server.mail(self._spec.sender)
                for address in self._spec.to:
                    await server.rcpt(address)
                await server.rset()
        except Exception as error:
            return self._outcome(error)
        return delivered()

    async def close(self) -> None:
        """See the port."""
        self._closed = True

    def _connection(self) -> aiosmtplib.SMTP:
        if self._closed:
            raise ConnectionError("the connections are closed: this process is stopping")
        server = self._server
        return aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user or None,
            password=server.password or None,
            use_tls=server.tls is Tls.FROM_THE_START,
            start_tls=server.tls is Tls.START,
            timeout=SECONDS,
        )

    def _outcome(self, error: Exception) -> Outcome:
        """Classify the error of a try. Re-raises an error that the mail server did not cause."""
        if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
            codes = {each.code for each in error.recipients}
            if min(codes, default=0) < 500:
                return later("the server accepts no address now")
            return blocked("the server accepts none of the addresses")
        if isinstance(error, aiosmtplib.SMTPResponseException):
            return self._of_reply(error)
        if isinstance(error, aiosmtplib.SMTPNotSupported):
            return blocked("the mail server does not support what is needed (login or international addresses)")
        if isinstance(error, TimeoutError | aiosmtplib.SMTPTimeoutError):
            return later(f"no answer within {SECONDS:g} s")
        if isinstance(error, aiosmtplib.SMTPException | ssl.SSLError | OSError):
            return later(f"the mail was not sent: {self._scrubbed(str(error)) or type(error).__name__}")
        raise error

    def _of_reply(self, error: aiosmtplib.SMTPResponseException) -> Outcome:
        why = self._scrubbed(f"the mail server answered {error.code}: {error.message}")
        if error.code < 500:
            return later(why)
        setting = isinstance(error, aiosmtplib.SMTPAuthenticationError | aiosmtplib.SMTPSenderRefused)
        return blocked(why) if setting or error.code in _SET_UP else refused(why)

    def _scrubbed(self, text: str) -> str:
        for secret in filter(None, (self._server.password, self._server.user)):
            text = text.replace(secret, "[secret]")
        return text
