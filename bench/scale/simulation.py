"""`python -m bench.scale`: queue, processes, cold starts, S3's limits and hot problems, simulated event by event.

A process is `incident-responder consume` or a Lambda function; parameters.toml says what each does and how long it
takes. `python -m bench --only scale` compares the case of one process with a measurement.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import simpy

from bench.scale.deciding import Deciding
from bench.scale.parameters import Kind, Parameters
from bench.scale.services import Book, Message, SimulatedQueue, SimulatedS3, Steps

HOTTEST = 0
HOPELESS_SECONDS = 15.0
"""A run ends when the queue contains this many seconds' worth of reports, since it can only grow."""
REPEATS_WITHIN_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Figures:
    """The results of a simulated run; times in seconds."""

    rate: float
    """Reports counted per second, when warm."""
    age_p50: float
    age_p99: float
    """From sending to durability, for the reports of the second half."""
    backlog: int
    """Messages in the queue at the end."""
    busy: float
    """The share of time that the processes' cores were busy."""
    reads: float
    writes: float
    """Requests to S3 per counted report."""
    refused: int
    lost_races: int
    put_back: int


class World:
    """One run: the sender, the queue, the processes, and the record of the results."""

    def __init__(self, parameters: Parameters, processes: int, seed: int = 1) -> None:
        self.env = simpy.Environment()
        self.chance = random.Random(seed)
        self.told, self.book = parameters, Book()
        self.queue = SimulatedQueue(self.env)
        self.s3 = SimulatedS3(self.env, parameters, self.chance)
        self.processes = [
            Deciding(self.env, parameters, self.s3, self.queue, self.book, self.chance) for _ in range(processes)
        ]
        for number, process in enumerate(self.processes):
            self.env.process(process.run(_starts(parameters, number)))

    def run(self) -> Figures:
        """Run with reports arriving for the configured seconds after the first processes have started."""
        load = self.told.load
        self.env.process(self._send(load.reports_per_second))
        begins = self.told.process.cold_start
        ends = begins + load.seconds
        while self.env.now < ends and len(self.queue) < HOPELESS_SECONDS * load.reports_per_second:
            self.env.run(min(ends, self.env.now + 1.0))
        ends = self.env.now
        self.queue.finish()
        return self._figures(begins + (ends - begins) / 2, ends)

    def drain(self, problems: Sequence[int]) -> float:
        """Send these at once, with all processes started; return the seconds until all are counted."""
        for number, problem in enumerate(problems):
            self.queue.send(Message(number, problem, self.env.now))
        while len(self.book.counted) < len(problems):
            self.env.step()
        return float(self.env.now)

    def _send(self, rate: float) -> Steps:
        """Send reports at random moments; some are delivered twice."""
        yield self.env.timeout(self.told.process.cold_start)
        number, load = 0, self.told.load
        while True:
            yield self.env.timeout(self.chance.expovariate(rate))
            message = self._message(number)
            number += 1
            self.queue.send(message)
            if self.chance.random() < load.delivered_twice:
                self.env.process(self._repeat(message))

    def _message(self, number: int) -> Message:
        load, draw = self.told.load, self.chance.random()
        if draw < load.new:
            return Message(number, load.problems + 1 + number, self.env.now, new=True)
        known = HOTTEST if draw < load.new + load.hottest else 1 + self.chance.randrange(load.problems)
        return Message(number, known, self.env.now)

    def _repeat(self, message: Message) -> Steps:
        yield self.env.timeout(self.chance.uniform(0, REPEATS_WITHIN_SECONDS))
        self.queue.send(message)

    def _figures(self, since: float, until: float) -> Figures:
        warm = sorted(age for number, age in self.book.counted.items() if self.book.at[number] >= since)
        counted = max(1, len(self.book.counted))
        alive = sum(max(0.0, until - _starts(self.told, number)) for number in range(len(self.processes)))
        return Figures(
            rate=len(warm) / (until - since),
            age_p50=_percentile(warm, 0.5),
            age_p99=_percentile(warm, 0.99),
            backlog=len(self.queue),
            busy=sum(process.busy for process in self.processes) / alive,
            reads=self.s3.requests[Kind.READ] / counted,
            writes=self.s3.requests[Kind.WRITE] / counted,
            refused=self.s3.refused,
            lost_races=self.book.lost_races,
            put_back=self.book.put_back,
        )


def _starts(parameters: Parameters, number: int) -> float:
    """Return when the process with this number has started."""
    process = parameters.process
    late = number - process.at_once + 1
    begins = 0.0 if late <= 0 else process.cold_start + late / process.more_per_second
    return begins + process.cold_start


def _percentile(ascending: Sequence[float], share: float) -> float:
    return ascending[min(len(ascending) - 1, int(len(ascending) * share))] if ascending else float("inf")
