"""A file that is followed without waiting: each look is a step of a script, and the sink remembers what it took."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from typing_extensions import override

from api.follow.follower import Follower
from api.follow.position import PositionFile
from api.follow.sending import Item, RecordResult, Sender, Stopped
from tools.errors import Unavailable

Step = Callable[[], object]


class ScriptedStop(threading.Event):
    """Whoever waits for it makes the next step happen; after the last one it is set. Time passes by what is waited."""

    def __init__(self, *steps: Step) -> None:
        super().__init__()
        self.now = 1000.0
        self._steps = list(steps)

    @override
    def wait(self, timeout: float | None = None) -> bool:
        self.now += timeout or 0.0
        if self._steps:
            self._steps.pop(0)()
        else:
            self.set()
        return self.is_set()


class ListSink:
    """Takes everything, once per key, unless it is told that it is away."""

    def __init__(self) -> None:
        self.taken: dict[str, str] = {}
        self.sent = 0
        self.away = False
        self.loses_answers = False

    def send(self, items: Sequence[Item]) -> Sequence[RecordResult]:
        """Remembers the first text of each key."""
        if self.away:
            raise Unavailable("nothing listens there")
        self.sent += len(items)
        for item in items:
            self.taken.setdefault(item.key, item.text)
        if self.loses_answers:
            raise Unavailable("no answer")
        return [RecordResult("new", f"inc_{item.key}", "HIGH") for item in items]

    def close(self) -> None:
        """Nothing to give back."""

    @property
    def texts(self) -> list[str]:
        """What was counted, in order."""
        return list(self.taken.values())


def follow(
    path: Path, sink: ListSink, *steps: Step, from_start: bool = False, told: list[str] | None = None
) -> ScriptedStop:
    """Follow a file through the steps, as one process would; its position is kept beside it."""
    stop, said = ScriptedStop(*steps), told if told is not None else []
    follower = Follower(Sender(sink, stop, said.append), stop, said.append, clock=lambda: stop.now)
    try:
        follower.file(path, PositionFile(path.parent / "positions" / "one.json"), from_start=from_start)
    except Stopped:
        said.append("stopped while something was on its way")
    return stop


def pause() -> None:
    """A look at which nothing happens."""


PAUSES = (pause,) * 8
"""Long enough for a record to be whole and for a file to be left."""
