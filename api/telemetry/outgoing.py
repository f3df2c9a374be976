"""The state of deliveries, for readiness and for Prometheus."""

from collections.abc import Mapping
from dataclasses import dataclass

from tools.nouns.deliveries import Lane
from tools.nouns.json_types import Json
from tools.times import rfc3339
from tools.toolbox import Toolbox


@dataclass(frozen=True, slots=True)
class OutgoingNow:
    """The state of all deliveries at one moment."""

    tells: bool
    """False with NOTIFY=off."""

    held: bool
    lanes: Mapping[str, Lane]
    """Lanes by destination."""

    def to_json(self) -> Json:
        """The state for the readiness answer; reports are accepted in every state."""
        state = "off" if not self.tells else "held" if self.held else "on"
        return {"deliveries": state, "destinations": {name: _state(lane) for name, lane in self.lanes.items()}}


@dataclass(frozen=True, slots=True)
class Waiting:
    """By destination, how many deliveries wait and when the oldest was made (epoch seconds); and the dead ones."""

    waiting: Mapping[str, int]
    oldest: Mapping[str, float]
    """Only for destinations with waiting deliveries."""

    dead: int


async def outgoing_now(toolbox: Toolbox) -> OutgoingNow:
    """Read the state of all destinations. Raises StoreUnavailable."""
    names = [each.name for each in toolbox.directory.destinations()]
    held = await toolbox.lanes.held() is not None
    return OutgoingNow(toolbox.settings.notify, held, {name: await toolbox.lanes.lane(name) for name in names})


async def waiting_now(toolbox: Toolbox, names: Mapping[str, Lane]) -> Waiting:
    """Count the waiting and dead deliveries. Raises StoreUnavailable."""
    waiting = {name: await toolbox.deliveries.waiting(name) for name in names}
    oldest = {name: min(each.made_at for each in queued) for name, queued in waiting.items() if queued}
    counts = {name: len(queued) for name, queued in waiting.items()}
    return Waiting(counts, oldest, await toolbox.deliveries.dead())


def _state(lane: Lane) -> Json:
    since = lane.troubled_since
    return {"state": lane.state} | ({} if since is None else {"since": rfc3339(since)})
