"""A mail server on loopback, with mailboxes that show one mail per Message-ID."""

import asyncio
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser
from types import TracebackType
from typing import Self

from aiohttp import web
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.support.servers.vendor import HANG_SECONDS, Fault, Vendor
from tools.nouns.deliveries import OutcomeKind

OURS = "https://responder.example.org/"
_TAGS = {"html", "body", "h3", "h4", "p", "b", "table", "tr", "td", "ul", "ol", "li", "a"}
_AT_RCPT = (450, 452, 550, 551, 553)


class MailServer(Vendor):
    """Takes mail of `user` with `password`; a fault's status is an SMTP reply."""

    refusals = {
        OutcomeKind.REFUSED: [Fault(552), Fault(554)],
        OutcomeKind.BLOCKED: [Fault(550), Fault(553), Fault(530)],
        OutcomeKind.LATER: [Fault(421), Fault(450), Fault(451), Fault(452)],
    }

    busy_though_taken = Fault(451, taken=True)

    def __init__(self, user: str, password: str) -> None:
        super().__init__()
        self.account = (user.encode(), password.encode())
        self.mails: list[EmailMessage] = []
        self.port = 0
        self._server: asyncio.Server | None = None
        self._open: list[SMTP] = []

    @property
    def count(self) -> int:
        return len({each["Message-ID"] for each in self.mails})

    def seen(self) -> str:
        return "\n".join(f"{each['Subject']}\n{_plain(each)}\n{''.join(_Html(each).texts)}" for each in self.mails)

    def markup(self) -> list[str]:
        pages = [_Html(each) for each in self.mails]
        names = {name.lower() for each in self.mails for name in each}
        foreign = [href for page in pages for href in page.links if not href.startswith(OURS)]
        return [*(names & {"bcc", "cc"}), *(tag for page in pages for tag in page.tags - _TAGS), *foreign]

    async def take(self, request: web.Request, body: bytes) -> web.Response:
        raise NotImplementedError("mail comes by SMTP")

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._protocol, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        self.url = f"smtp://127.0.0.1:{self.port}"
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.close()
        for each in self._open:
            if each.transport is not None:
                each.transport.close()
        await asyncio.sleep(0.02)

    def _protocol(self) -> SMTP:
        made = SMTP(self, enable_SMTPUTF8=True, authenticator=self._authenticate, auth_require_tls=False)
        self._open.append(made)
        return made

    def _authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword
    ) -> AuthResult:
        return AuthResult(success=(data.login, data.password) == self.account, handled=False)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        fault = self.faults[0] if self.faults else None
        if fault is not None and (fault == Fault() or fault.status in (*_AT_RCPT, 530)):
            self.faults.popleft()
            if not fault.status and server.transport is not None:
                server.transport.close()
            return f"{fault.status or 451} not this one"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        fault = self.faults.popleft() if self.faults else None
        if fault is None or fault.taken:
            assert isinstance(envelope.content, bytes)
            mail = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(mail, EmailMessage)
            self.mails.append(mail)
        if fault is None:
            return "250 taken"
        if fault.hangs:
            await asyncio.sleep(HANG_SECONDS)
        if not fault.status and server.transport is not None:
            server.transport.close()
        return f"{fault.status or 451} {fault.body or 'not now'}"


class _Html(HTMLParser):
    """The page of a mail."""

    def __init__(self, mail: EmailMessage) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.texts: list[str] = []
        self.links: list[str] = []
        part = mail.get_body(("html",))
        self.feed(part.get_content() if part is not None else "")
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [str(value) for name, value in attrs if name in ("href", "src") or name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def _plain(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    return part.get_content() if part is not None else ""
