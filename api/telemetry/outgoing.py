"""The state of deliveries, for readiness and for Prometheus."""

from collections.abc import Mapping
from dataclasses import dataclass

from tools.ids import ulid_time
from tools.nouns.deliveries import Lane
from tools.nouns.json_types import Json
from tools.times import rfc3339
from tools.toolbox import Toolbox


@dataclass(frozen=True, slots=True)
class OutgoingNow:
    """One moment's readings."""

    tells: bool
    """False with NOTIFY=off."""

    held: bool
    lanes: Mapping[str, Lane]
    """By destination."""

    def to_json(self) -> Json:
        """As readiness shows it: whatever stands here, reports are accepted."""
        state = "off" if not self.tells else "held" if self.held else "on"
        return {"deliveries": state, "destinations": {name: _state(lane) for name, lane in self.lanes.items()}}


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many deliveries wait, and when the oldest of them was made (epoch seconds), by destination; the dead ones."""

    waiting: Mapping[str, int]
    oldest: Mapping[str, float]
    """Of destinations that something waits for."""

    dead: int


async def outgoing_now(toolbox: Toolbox) -> OutgoingNow:
    """Raises StoreUnavailable."""
    names = [each.name for each in toolbox.directory.destinations()]
    held = await toolbox.lanes.held() is not None
    return OutgoingNow(toolbox.settings.notify, held, {name: await toolbox.lanes.lane(name) for name in names})


async def waiting_now(toolbox: Toolbox, names: Mapping[str, Lane]) -> Waiting:
    """Raises StoreUnavailable."""
    waiting = {name: await toolbox.deliveries.waiting(name) for name in names}
    oldest = {
        name: min(ulid_time(each.delivery_id.removeprefix("dlv_")) for each in queued)
        for name, queued in waiting.items()
        if queued
    }
    counts = {name: len(queued) for name, queued in waiting.items()}
    return Waiting(counts, oldest, await toolbox.deliveries.dead())


def _state(lane: Lane) -> Json:
    if lane.blocked_since is None:
        return {"state": "ok"}
    return {"state": "blocked", "since": rfc3339(lane.blocked_since)}
