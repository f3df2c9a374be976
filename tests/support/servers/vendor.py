"""A vendor's server on loopback: keeps what it is told, and spoils the answers that a test asks it to spoil."""

import asyncio
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from aiohttp import web

from tools.nouns.deliveries import OutcomeKind

HANG_SECONDS = 30.0


@dataclass(frozen=True)
class Fault:
    """One spoilt answer. `taken`: what was asked is done all the same. No status: the connection is cut."""

    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    taken: bool = False
    hangs: bool = False
    content_type: str = "application/json"


def answers(*statuses: int) -> list[Fault]:
    """A plain refusal with each of the statuses."""
    return [Fault(status) for status in statuses]


TAKEN_AND_CUT = Fault(taken=True)
TAKEN_AND_LATE = Fault(taken=True, hangs=True)
TAKEN_AND_REFUSED = Fault(503, taken=True)
HANGS = Fault(hangs=True)
CUT = Fault()


class Vendor(ABC):
    """The server. Subclasses say what a request does (`take`) and how people see it."""

    refusals: Mapping[OutcomeKind, Sequence[Fault]] = {
        OutcomeKind.REFUSED: answers(400, 413, 422),
        OutcomeKind.BLOCKED: answers(401, 403, 404, 410, 301, 302, 303, 307, 308),
        OutcomeKind.LATER: answers(408, 429, 500, 502, 503, 504),
    }
    busy_though_taken = TAKEN_AND_REFUSED
    """The vendor's word for "not now", said of what it has taken."""

    finds_repeats = True
    """Whether a repeated delivery can be found out or ignored over there."""

    def __init__(self) -> None:
        self.faults: deque[Fault | None] = deque()
        """None leaves an answer as it is."""
        self.requests: list[tuple[str, str]] = []
        self._runner: web.AppRunner | None = None
        self.url = ""

    @property
    @abstractmethod
    def count(self) -> int:
        """How many things people see that were told of tickets: a repeat that is recognised counts once."""

    @abstractmethod
    def seen(self) -> str:
        """Every text that people see."""

    @abstractmethod
    def markup(self) -> list[str]:
        """What of the texts is read as a mention, a format or a link that is not the product's own."""

    @abstractmethod
    async def take(self, request: web.Request, body: bytes) -> web.Response:
        """Do what is asked, as the vendor documents it."""

    def fail(self, *faults: Fault | None) -> None:
        """The next answers."""
        self.faults.extend(faults)

    async def __aenter__(self) -> Self:
        application = web.Application(client_max_size=2_000_000)
        application.router.add_route("*", "/{path:.*}", self._handle)
        self._runner = web.AppRunner(application, shutdown_timeout=0.05, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        self.requests.append((request.method, request.path))
        fault = self.faults.popleft() if self.faults else None
        if fault is None:
            return await self.take(request, body)
        if fault.taken:
            await self.take(request, body)
        if fault.hangs:
            await asyncio.sleep(HANG_SECONDS)
        if not fault.status:
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        headers = dict(fault.headers)
        if 300 <= fault.status < 400:
            headers["Location"] = f"{self.url}/elsewhere"
        return web.Response(status=fault.status, headers=headers, text=fault.body, content_type=fault.content_type)
