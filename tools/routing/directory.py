"""The directory of destinations, which follows changes of the operator's file."""

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
from tools.routing.configuration import Configuration, load_configuration
from tools.rules import routes
from tools.settings import Settings

logger = logging.getLogger(__name__)

LOOK_SECONDS = 2.0
"""The shortest time between checks of the file."""
Open = Callable[[AnySpec], Destination]
Signature = tuple[int, int, int]


@dataclass(slots=True)
class FileState:
    """The state of the file, for metrics and lists."""

    loads: int = 0
    """How often it was loaded, the start included."""

    failures: int = 0
    """How often a change was rejected."""

    problem: str = ""
    """Why the newest change is not in force; "" if it is."""


@dataclass(frozen=True, slots=True)
class _Opened:
    """An open destination, and the spec it was opened from."""

    spec: AnySpec
    destination: Destination


class RoutedDirectory:
    """The Directory port over a file or, without one, over single settings. Not thread-safe: for one event loop."""

    def __init__(
        self,
        settings: Settings,
        secrets: Callable[[], Mapping[str, str]],
        open_: Open,
        always: Sequence[Destination] = (),
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`always`: destinations besides those of the file, which receive everything whatever the routes say.

        Raises Misconfigured if the configuration is invalid.
        """
        self.file = FileState()
        self._settings, self._secrets = settings, secrets
        self._open, self._always, self._monotonic = open_, tuple(always), monotonic
        self._opened: dict[str, _Opened] = {}
        self._left: list[Destination] = []
        self._signature = self._now()
        self._looked_at = monotonic()
        self.configuration = Configuration()
        self._take(load_configuration(settings, secrets()))

    @property
    def routes(self) -> tuple[Route, ...]:
        """The routes now in force."""
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
            logger.warning("%s does not receive %s: it is no longer configured", ", ".join(gone), message.incident_id)
        return named if message.to else (*named, *(each.name for each in self._always))

    def reachable(self, tenant: str) -> Sequence[str]:
        """See the port."""
        self._look()
        return (*routes.reachable(self.routes, list(self._opened), tenant), *(each.name for each in self._always))

    def waiting_for(self, message: Message, notice: Notice) -> Sequence[Route]:
        """See the port."""
        return routes.waiting_for(self.routes, message, notice)

    async def close(self) -> None:
        """Close every destination, including those that the file no longer names."""
        for each in (*(opened.destination for opened in self._opened.values()), *self._left, *self._always):
            await _closed(each.close)

    def _look(self) -> None:
        """Reload the file if it was changed. An invalid file changes nothing and is logged once."""
        if self._settings.destinations_file is None or self._monotonic() - self._looked_at < LOOK_SECONDS:
            return
        self._looked_at = self._monotonic()
        signature = self._now()
        if signature == self._signature:
            return
        self._signature = signature
        try:
            self._take(load_configuration(self._settings, self._secrets()))
        except Misconfigured as error:
            self.file.failures += 1
            self.file.problem = str(error)
            logger.error("DESTINATIONS_FILE is invalid now; the previous version stays in force:\n%s", error)
        else:
            logger.info("DESTINATIONS_FILE was changed: %s", self._summary())

    def _take(self, found: Configuration) -> None:
        """Open new and changed destinations, and keep unchanged ones. Raises Misconfigured, with nothing changed."""
        opened = {each.name: self._kept(each) or _Opened(each, self._open(each)) for each in found.specs}
        self._left += [each.destination for name, each in self._opened.items() if opened.get(name) is not each]
        self._opened, self.configuration = opened, found
        self.file.loads += 1
        self.file.problem = ""
        if found.unreached:
            logger.warning("no route leads to %s, so nothing is sent there", ", ".join(found.unreached))

    def _kept(self, spec: AnySpec) -> "_Opened | None":
        before = self._opened.get(spec.name)
        return before if before is not None and before.spec == spec else None

    def _now(self) -> Signature | None:
        """Identifies the version of the file; None while there is no file."""
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
