"""The directory of destinations, kept up to date with the operator's file."""

import logging
import os
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from tools.errors import Misconfigured
from tools.notify.specs import AnySpec
from tools.nouns.messages import Message
from tools.nouns.notices import Notice
from tools.nouns.routes import Route
from tools.ports import Destination
from tools.routing.configuration import Configuration, configured
from tools.rules import routes
from tools.settings import Settings

logger = logging.getLogger(__name__)

LOOK_SECONDS = 2.0
"""Between looks at the file."""
Open = Callable[[AnySpec], Destination]
Signature = tuple[int, int, int]


@dataclass(slots=True)
class FileState:
    """What metrics and lists say of the file."""

    loads: int = 0
    """How often it was taken, the start included."""

    failures: int = 0
    """How often a change of it was refused."""

    problem: str = ""
    """Why the newest change is not in force; "" when it is."""


@dataclass(frozen=True, slots=True)
class _Opened:
    """A destination as it was asked for, and open."""

    spec: AnySpec
    destination: Destination


class RoutedDirectory:
    """The Directory port over a file, or over single settings without one. Not thread-safe: for one event loop."""

    def __init__(
        self,
        settings: Settings,
        secrets: Callable[[], Mapping[str, str]],
        open_: Open,
        always: Sequence[Destination] = (),
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`always`: destinations beside those of the file, which hear everything whatever the routes say.

        Raises Misconfigured when what is configured cannot work.
        """
        self.file = FileState()
        self._settings, self._secrets = settings, secrets
        self._open, self._always, self._monotonic = open_, tuple(always), monotonic
        self._opened: dict[str, _Opened] = {}
        self._left: list[Destination] = []
        self._signature = self._now()
        self._looked_at = monotonic()
        self.configuration = Configuration()
        self._take(configured(settings, secrets()))

    @property
    def routes(self) -> tuple[Route, ...]:
        """As they are now."""
        return self.configuration.routes

    def destinations(self) -> Sequence[Destination]:
        """See the port. An unchanged destination stays the same object when the file changes."""
        self._look()
        return (*(each.destination for each in self._opened.values()), *self._always)

    def recipients(self, message: Message) -> Sequence[str]:
        """See the port."""
        self._look()
        named = routes.recipients(self.routes, list(self._opened), message)
        if gone := [name for name in message.to if name not in named]:
            logger.warning("%s is not told of %s: it is no longer set up", ", ".join(gone), message.incident_id)
        return named if message.to else (*named, *(each.name for each in self._always))

    def waiting_for(self, message: Message, notice: Notice) -> Sequence[Route]:
        """The routes that wait from this message on for somebody to acknowledge its ticket."""
        return routes.waiting_for(self.routes, message, notice)

    async def close(self) -> None:
        """Close every destination, those that the file no longer names too."""
        for each in (*(opened.destination for opened in self._opened.values()), *self._left, *self._always):
            await _closed(each.close)

    def _look(self) -> None:
        """Take the file anew if it was changed; a bad one leaves everything as it is, and is told once."""
        if self._settings.destinations_file is None or self._monotonic() - self._looked_at < LOOK_SECONDS:
            return
        self._looked_at = self._monotonic()
        signature = self._now()
        if signature == self._signature:
            return
        self._signature = signature
        try:
            self._take(configured(self._settings, self._secrets()))
        except Misconfigured as error:
            self.file.failures += 1
            self.file.problem = str(error)
            logger.error("the file of destinations was changed and is not taken; the one before stays:\n%s", error)
        else:
            logger.info("the file of destinations was changed: %s", self._summary())

    def _take(self, found: Configuration) -> None:
        """Open what is new, and keep what is as before. Raises Misconfigured, with nothing changed."""
        opened = {each.name: self._kept(each) or _Opened(each, self._open(each)) for each in found.specs}
        self._left += [each.destination for name, each in self._opened.items() if opened.get(name) is not each]
        self._opened, self.configuration = opened, found
        self.file.loads += 1
        self.file.problem = ""
        if found.unreached:
            logger.warning("no route leads to %s, so nothing is told there", ", ".join(found.unreached))

    def _kept(self, spec: AnySpec) -> "_Opened | None":
        before = self._opened.get(spec.name)
        return before if before is not None and before.spec == spec else None

    def _now(self) -> Signature | None:
        """Tells versions of the file apart; None while there is none."""
        path = self._settings.destinations_file
        if path is None:
            return None
        with suppress(OSError):
            found = os.stat(path)
            return found.st_mtime_ns, found.st_size, found.st_ino
        return None

    def _summary(self) -> str:
        names = ", ".join(each.name for each in self.configuration.specs)
        return f"destinations {names}; {len(self.routes)} routes"


async def _closed(close: Callable[[], Awaitable[None]]) -> None:
    try:
        await close()
    except Exception:
        logger.exception("a destination could not be closed")
