"""The simulated world outside a process: S3 with its limits, the queue, and the heads that writers race for."""

import random
from collections import Counter, defaultdict, deque
from collections.abc import Generator
from dataclasses import dataclass, field

import simpy

from bench.scale.parameters import Kind, Latency, Parameters

Steps = Generator[simpy.Event, object, None]


@dataclass(slots=True)
class Message:
    """A report in the queue; a repeat has the number of the first one."""

    number: int
    problem: int
    sent: float
    new: bool = False


@dataclass(slots=True)
class SimulatedS3:
    """Answers after a while; refuses when a prefix has used up its rate."""

    env: simpy.Environment
    parameters: Parameters
    chance: random.Random
    requests: Counter[Kind] = field(default_factory=Counter)
    refused: int = 0
    versions: Counter[int] = field(default_factory=Counter)
    """The versions of the heads, by problem."""
    _left: dict[tuple[int, Kind], tuple[float, float]] = field(default_factory=dict)

    def seconds(self, kind: Kind) -> float:
        """Return how long the next request of this kind takes."""
        return sampled(self.parameters.latency, getattr(self.parameters.latency, kind), self.chance)

    def takes(self, kind: Kind, problem: int) -> bool:
        """Count a request; False if the problem's prefix asks to slow down."""
        self.requests[kind] += 1
        if kind is Kind.SEARCH:
            return True
        most = self.parameters.s3.writes if kind is Kind.WRITE else self.parameters.s3.reads
        place = problem % self.parameters.s3.prefixes, kind
        left, since = self._left.get(place, (most, self.env.now))
        left = min(most, left + (self.env.now - since) * most)
        self._left[place] = (left - (left >= 1), self.env.now)
        self.refused += left < 1
        return left >= 1


def sampled(latency: Latency, median: float, chance: random.Random) -> float:
    """Return a time from a distribution with this median."""
    return median * chance.lognormvariate(0, latency.spread) if latency.spread else median


class SimulatedQueue:
    """What waits, how long each message has waited, and the area under its length over time (for Little's law)."""

    def __init__(self, env: simpy.Environment) -> None:
        self._env = env
        self._waiting: deque[tuple[float, Message]] = deque()
        self._sleeping: deque[simpy.Event] = deque()
        self._since = env.now
        self.area = 0.0
        self.waited: list[float] = []
        self.sent: set[int] = set()

    def __len__(self) -> int:
        return len(self._waiting)

    def send(self, message: Message) -> None:
        """Put a message in, and wake one receiver."""
        self._note()
        self.sent.add(message.number)
        self._waiting.append((self._env.now, message))
        if self._sleeping:
            self._sleeping.popleft().succeed()

    def receive(self, most: int, window: float) -> Generator[simpy.Event, object, list[Message]]:
        """Return up to `most` messages: wait for the first one, then `window` seconds for more."""
        while not self._waiting:
            arrival = self._env.event()
            self._sleeping.append(arrival)
            yield arrival
        if window and len(self._waiting) < most:
            yield self._env.timeout(window)
        self._note()
        taken = [self._waiting.popleft() for _ in range(min(most, len(self._waiting)))]
        self.waited += [self._env.now - since for since, _ in taken]
        return [message for _, message in taken]

    def finish(self) -> float:
        """Close the account now; return the seconds that the remaining messages have waited."""
        self._note()
        return sum(self._env.now - since for since, _ in self._waiting)

    def _note(self) -> None:
        self.area += len(self._waiting) * (self._env.now - self._since)
        self._since = self._env.now


@dataclass(slots=True)
class Book:
    """What became of the reports: each is counted once, even if it comes twice."""

    counted: dict[int, float] = field(default_factory=dict)
    """Seconds from sending to counting, by number."""
    at: dict[int, float] = field(default_factory=dict)
    """When each was counted."""
    replays: int = 0
    lost_races: int = 0
    put_back: int = 0
    flushes: int = 0
    problems: defaultdict[int, int] = field(default_factory=lambda: defaultdict(int))

    def count(self, message: Message, now: float) -> None:
        """Count a report that is durable on its ticket; a second delivery is a replay."""
        if message.number in self.counted:
            self.replays += 1
            return
        self.counted[message.number], self.at[message.number] = now - message.sent, now
        self.problems[message.problem] += 1
