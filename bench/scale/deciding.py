"""A simulated process that takes deliveries from the queue and records them, step by step as the protocol does."""

import random
from collections import defaultdict
from collections.abc import Generator, Sequence

import simpy

from bench.scale.parameters import Kind, Parameters, Step
from bench.scale.remembered import Remembered
from bench.scale.services import Book, Message, SimulatedQueue, SimulatedS3, Steps, sampled
from tools.tickets.s3.recording.known_problems import longest_wait

FIRST_RETRY_SECONDS, LONGEST_RETRY_SECONDS = 0.05, 2.0
Waiting = tuple[Message, simpy.Event]
"""A report, and the event of its end."""


class GaveUp(Exception):
    """S3 refused a request as often as the product tries it: the messages come again."""


class Deciding:
    """One process: one core, a limited number of requests in progress, at most one flush at a time per problem."""

    def __init__(
        self,
        env: simpy.Environment,
        parameters: Parameters,
        s3: SimulatedS3,
        queue: SimulatedQueue,
        book: Book,
        chance: random.Random,
    ) -> None:
        self._env, self._told, self._s3, self._queue, self._book = env, parameters, s3, queue, book
        self._chance = chance
        self._core = simpy.Resource(env, 1)
        self._threads = simpy.Resource(env, parameters.limits.threads)
        self._waiting: dict[int, list[Waiting]] = {}
        self._heads = Remembered(env)
        self.busy = 0.0
        """The seconds for which its core was busy."""

    def run(self, starts: float) -> Steps:
        """Start, then work with the configured number of handfuls until the simulation ends."""
        yield self._env.timeout(starts)
        yield self._env.all_of([self._env.process(self._handfuls()) for _ in range(self._told.process.handfuls)])

    def _handfuls(self) -> Steps:
        while True:
            taken = yield from self._queue.receive(self._told.process.messages, self._told.process.window)
            if taken:
                yield self._env.timeout(self._queue_seconds())
                failed = yield from self._decide(taken)
                yield self._env.timeout(self._queue_seconds())
                for message in failed:
                    self._book.put_back += 1
                    self._env.process(self._send_later(message))

    def _queue_seconds(self) -> float:
        return sampled(self._told.latency, self._told.latency.queue, self._chance)

    def _send_later(self, message: Message) -> Steps:
        yield self._env.timeout(self._told.limits.again)
        self._queue.send(message)

    def _decide(self, messages: Sequence[Message]) -> Generator[simpy.Event, object, list[Message]]:
        """Return the messages that must come again."""
        yield from self._compute(self._told.cost.report * len(messages))
        alike: defaultdict[int, list[Message]] = defaultdict(list)
        for message in messages:
            alike[message.problem].append(message)
        looks = [self._env.process(self._look(problem)) for problem in alike]
        seen = []
        for look in looks:
            seen.append((yield look))
        if not all(seen):
            return list(messages)
        ends = [(message, self._submit(message)) for message in messages]
        failed = []
        for message, end in ends:
            if not (yield end):
                failed.append(message)
        return failed

    def _look(self, problem: int) -> Generator[simpy.Event, object, bool]:
        """Return False if S3 refused to answer."""
        try:
            for step in self._told.protocol.look:
                yield from self._read_head(step, problem) if step.head else self._ask(step, 1, problem)
        except GaveUp:
            return False
        return True

    def _submit(self, message: Message) -> simpy.Event:
        """Return an event for its end: True once it is durable.

        Arrivals during a problem's flush share the next one.
        """
        end = self._env.event()
        if message.problem in self._waiting:
            self._waiting[message.problem].append((message, end))
        else:
            self._waiting[message.problem] = [(message, end)]
            self._env.process(self._serve(message.problem))
        return end

    def _serve(self, problem: int) -> Steps:
        while batch := self._next(problem, self._told.limits.flush):
            try:
                yield from self._flush(problem, batch)
            except GaveUp:
                done = False
            else:
                done = True
            for message, end in batch:
                if done:
                    self._book.count(message, self._env.now)
                end.succeed(done)
        del self._waiting[problem]

    def _next(self, problem: int, most: int) -> list[Waiting]:
        waiting = self._waiting[problem]
        self._waiting[problem] = waiting[most:]
        return waiting[:most]

    def _flush(self, problem: int, batch: list[Waiting]) -> Steps:
        """Count a batch; whoever waits joins it when a race is lost."""
        self._book.flushes += 1
        if any(message.new for message, _ in batch):
            yield from self._compute(self._told.cost.new)
            for step in self._told.protocol.new:
                yield from self._ask(step, len(batch), problem)
        steps, at, version, lost = self._told.protocol.flush, 0, 0, 0
        again = next((number for number, step in enumerate(steps) if step.head), 0)
        while at < len(steps):
            step = steps[at]
            at += 1
            if step.head:
                version = yield from self._read_head(step, problem)
                continue
            began = self._env.now
            yield from self._ask(step, len(batch), problem)
            if step.commit and version != self._s3.versions[problem]:
                lost += 1
                self._book.lost_races += 1
                self._heads.forget(problem)
                yield self._env.timeout(self._chance.uniform(0, longest_wait(lost, self._env.now - began)))
                batch += self._next(problem, self._told.limits.flush - len(batch))
                at = again
            elif step.commit:
                self._s3.versions[problem] += 1
                self._heads.wrote(problem, self._s3.versions[problem])

    def _read_head(self, step: Step, problem: int) -> Generator[simpy.Event, object, int]:
        """Return its version, at no cost if the process may remember it."""
        known = self._heads.recall(problem)
        if known is not None:
            return known
        yield from self._ask(step, 1, problem)
        return self._heads.read(problem, self._s3.versions[problem])

    def _ask(self, step: Step, reports: int, problem: int) -> Steps:
        """Send the requests of one step together; retry the refused ones, later each time. Raises GaveUp."""
        left = step.requests(reports)
        for attempt in range(self._told.limits.attempts):
            answers = [self._env.process(self._request(step.kind, problem)) for _ in range(left)]
            refused = 0
            for answer in answers:
                refused += not (yield answer)
            if not refused:
                return
            left = refused
            most = min(LONGEST_RETRY_SECONDS, FIRST_RETRY_SECONDS * 2**attempt)
            yield self._env.timeout(self._chance.uniform(0, most))
        raise GaveUp

    def _request(self, kind: Kind, problem: int) -> Generator[simpy.Event, object, bool]:
        with self._threads.request() as thread:
            yield thread
            yield from self._compute(self._told.cost.request)
            taken = self._s3.takes(kind, problem)
            yield self._env.timeout(self._s3.seconds(kind))
        return taken

    def _compute(self, milliseconds: float) -> Steps:
        with self._core.request() as turn:
            yield turn
            yield self._env.timeout(milliseconds / 1e3)
            self.busy += milliseconds / 1e3
