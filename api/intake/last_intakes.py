"""Records what each sender posted last, and what was not let in, in the background.

The page for connecting a sender shows it.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Mapping, Sequence

from tools.cache import BoundedCache
from tools.errors import IncidentResponderError
from tools.nouns.intake_log import LastIntake, TurnedAway
from tools.ports import IntakeLog

NOTED_EVERY_SECONDS = 10.0
_REMEMBERED = 4096
logger = logging.getLogger(__name__)


class LastIntakes:
    """Records at most one intake per sender and key, and one refusal per reason, every ten seconds.

    There is one object per process.
    """

    def __init__(self, log: IntakeLog) -> None:
        self._log = log
        self._noted: BoundedCache[tuple[str, ...], float] = BoundedCache(_REMEMBERED)
        self._noting: set[asyncio.Task[None]] = set()

    def note(
        self,
        tenant: str,
        identity: str,
        sender: str,
        at: float,
        counts: Mapping[str, int],
        warnings: Sequence[str],
        reasons: Sequence[str] = (),
    ) -> None:
        """Record it soon, without waiting. `at` is in epoch seconds; `reasons` say why signals were ignored."""
        if not self._is_due(tenant, identity, sender):
            return
        last = LastIntake(
            tenant=tenant,
            sender=sender,
            identity=identity,
            at=at,
            counts=counts,
            warnings=tuple(warnings),
            reasons=tuple(dict.fromkeys(reasons)),
        )
        self._begin(self._log.note(last), f"the last intake of {sender}")

    def turn_away(self, request: TurnedAway) -> None:
        """Record soon, without waiting, what was not let in."""
        if self._is_due(request.tenant, request.identity, request.sender, request.why):
            self._begin(self._log.turn_away(request), f"what was refused of {request.sender}")

    async def drain(self) -> None:
        """Wait until all notes that were begun are written."""
        await asyncio.gather(*self._noting)

    def _is_due(self, *what: str) -> bool:
        now = time.monotonic()
        is_due = now - self._noted.get(what, -NOTED_EVERY_SECONDS) >= NOTED_EVERY_SECONDS
        if is_due:
            self._noted[what] = now
        return is_due

    def _begin(self, noting: Awaitable[None], what: str) -> None:
        task = asyncio.create_task(_noted(noting, what))
        self._noting.add(task)
        task.add_done_callback(self._noting.discard)


async def _noted(noting: Awaitable[None], what: str) -> None:
    try:
        await noting
    except IncidentResponderError as error:
        logger.warning("%s is not noted: %s", what, error)
