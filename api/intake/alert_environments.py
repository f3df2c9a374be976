"""Where an alert fires whose end or acknowledgement does not say it.

PagerDuty's `resolve`, a form's recovery, a note: many bodies name the alert by its key alone, while its firing named an
environment too. A key belongs to one environment, so the ones that its sender has named are looked at.
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
"""A sender whose alerts name more environments than these writes something else there."""


@dataclass(frozen=True, slots=True)
class AlertEnvironments:
    """The environments that senders' alerts name. One per process; all processes share what is kept."""

    log: IntakeLog
    store: TicketStore
    _kept: BoundedCache[tuple[str, str, Redacted], bool] = field(default_factory=lambda: BoundedCache(4096, texts=True))

    async def keep(self, source: Source, submissions: Iterable[Submission]) -> None:
        """Remember the environments of alerts that have a key. Those of a key of ours are the same at every end."""
        if source.state_as_of_now or source.caller.environment:
            return
        reports = [each.profiled.report for each in submissions]
        for environment in dict.fromkeys(each.environment for each in reports if each.environment and each.activation):
            named = (source.caller.tenant, source.sender, environment)
            if named not in self._kept:
                await self.log.note_environment(*named)
                self._kept[named] = True

    async def where_it_fires(self, source: Source, alert: AlertKey) -> AlertKey:
        """The alert in the environment in which it fires; unchanged if it names one or fires in none or several."""
        if alert.environment or source.state_as_of_now or await self.store.firing_on(alert) is not None:
            return alert
        named = await self.log.environments_of(alert.tenant, alert.sender)
        places = [alert._replace(environment=each) for each in named[:MOST]]
        firing = [each for each in places if await self.store.firing_on(each) is not None]
        return firing[0] if len(firing) == 1 else alert
