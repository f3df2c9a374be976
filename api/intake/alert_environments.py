"""Finds the environment of an alert whose end or acknowledgement does not state it.

Many bodies, such as PagerDuty's `resolve` or a note, identify the alert by its key alone, while its firing also named
an environment. A key belongs to one environment, so we look in those that its sender has named so far.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from api.intake.firings import Source
from api.intake.submission import Submission
from tools.cache import BoundedCache
from tools.nouns.activations import AlertKey
from tools.nouns.redacted import Redacted
from tools.ports import IntakeLog, TicketStore

MOST = 50
"""A sender whose alerts name more environments than this uses the field for something else."""


@dataclass(frozen=True, slots=True)
class AlertEnvironments:
    """The environments that senders' alerts name. One object per process; all processes share the stored data."""

    log: IntakeLog
    store: TicketStore
    _kept: BoundedCache[tuple[str, str, Redacted], bool] = field(default_factory=lambda: BoundedCache(4096, texts=True))

    async def keep(self, source: Source, submissions: Iterable[Submission]) -> None:
        """Remember the environments of alerts that have a key.

        There is nothing to remember if the caller's key fixes the environment, for it is then the same at every end.
        """
        if source.state_as_of_now or source.caller.environment:
            return
        reports = [each.profiled.report for each in submissions]
        for environment in dict.fromkeys(each.environment for each in reports if each.environment and each.activation):
            named = (source.caller.tenant, source.sender, environment)
            if named not in self._kept:
                await self.log.note_environment(*named)
                self._kept[named] = True

    async def where_it_fires(self, source: Source, alert: AlertKey) -> AlertKey:
        """Return the alert with the environment in which it fires.

        Returns it unchanged if it already names one, or if it fires in no environment or in several.
        """
        if alert.environment or source.state_as_of_now or await self.store.firing_on(alert) is not None:
            return alert
        named = await self.log.environments_of(alert.tenant, alert.sender)
        places = [alert._replace(environment=each) for each in named[:MOST]]
        firing = [each for each in places if await self.store.firing_on(each) is not None]
        return firing[0] if len(firing) == 1 else alert
