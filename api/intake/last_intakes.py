"""Records, in the background, what each sender posted last; the page for connecting a sender shows it."""

import asyncio
import logging
import time
from collections.abc import Mapping, Sequence

from tools.cache import BoundedCache
from tools.errors import IncidentResponderError
from tools.nouns.intake_log import LastIntake
from tools.ports import IntakeLog

NOTED_EVERY_SECONDS = 10.0
_REMEMBERED = 4096
logger = logging.getLogger(__name__)


class LastIntakes:
    """Records at most one intake per sender and key every ten seconds. There is one object per process."""

    def __init__(self, log: IntakeLog) -> None:
        self._log = log
        self._noted: BoundedCache[tuple[str, str, str], float] = BoundedCache(_REMEMBERED)
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
        who, now = (tenant, identity, sender), time.monotonic()
        if now - self._noted.get(who, -NOTED_EVERY_SECONDS) < NOTED_EVERY_SECONDS:
            return
        self._noted[who] = now
        last = LastIntake(
            tenant=tenant,
            sender=sender,
            identity=identity,
            at=at,
            counts=counts,
            warnings=tuple(warnings),
            reasons=tuple(dict.fromkeys(reasons)),
        )
        task = asyncio.create_task(self._note(last))
        self._noting.add(task)
        task.add_done_callback(self._noting.discard)

    async def _note(self, last: LastIntake) -> None:
        try:
            await self._log.note(last)
        except IncidentResponderError as error:
            logger.warning("the last intake of %s is not noted: %s", last.sender, error)
