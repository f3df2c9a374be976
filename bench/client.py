"""A raw loopback load client: keep-alive HTTP/1.1, one request in flight per connection, next to no overhead.

Closed loop (`storm`): each connection sends its next request when the answer has arrived. Open loop (`open_loop`):
requests start by the clock whatever the server does, and latency counts from the planned time (no coordinated
omission).
"""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import cast

CONTENT_LENGTH = b"content-length:"


@dataclass(slots=True)
class Sample:
    """The result of one load.

    Latencies (milliseconds) and `bodies`, where they are kept, are only those of 2xx answers.
    """

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    bodies: list[bytes] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Successful answers per second."""
        return len(self.latencies) / self.seconds if self.seconds else 0.0

    def percentile(self, percent: float) -> float:
        """Return the nearest-rank percentile of the latencies, 0 if there are none."""
        ranked = sorted(self.latencies)
        return ranked[min(len(ranked) - 1, int(len(ranked) * percent / 100))] if ranked else 0.0

    @property
    def errors(self) -> int:
        """The number of answers that were not 2xx."""
        return sum(times for status, times in self.statuses.items() if not 200 <= status < 300)


def post(path: str, body: bytes, token: str = "") -> bytes:
    """Return a whole POST request, ready to write."""
    auth = f"Authorization: Bearer {token}\r\n" if token else ""
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n{auth}"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


class Lane(asyncio.Protocol):
    """One connection. `body` is that of the last answer."""

    def __init__(self) -> None:
        self.buffer = self.body = b""
        self.transport: asyncio.Transport | None = None
        self.started = 0.0
        self.waiter: asyncio.Future[int] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport for writing."""
        self.transport = cast(asyncio.Transport, transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """Fail loudly if the server cuts off a request."""
        if self.waiter and not self.waiter.done():
            self.waiter.set_exception(exc or ConnectionResetError("the server closed the connection"))

    def send(self, request: bytes) -> asyncio.Future[int]:
        """Write a request; the future returns the status of its answer."""
        self.waiter = asyncio.get_running_loop().create_future()
        cast(asyncio.Transport, self.transport).write(request)
        return self.waiter

    def data_received(self, data: bytes) -> None:
        """Collect until head and body are complete; refuse answers without a length."""
        self.buffer = self.buffer + data if self.buffer else data
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        if len(self.buffer) >= end + 4 + _body_length(self.buffer[:end].lower()):
            status, self.body, self.buffer = int(self.buffer[9:12]), self.buffer[end + 4 :], b""
            if self.waiter and not self.waiter.done():
                self.waiter.set_result(status)


def _body_length(head: bytes) -> int:
    at = head.find(CONTENT_LENGTH)
    if at < 0:
        if head[9:12] == b"204":
            return 0
        raise ValueError("an answer without Content-Length")
    return int(head[at + len(CONTENT_LENGTH) :].split(b"\r\n", 1)[0])


async def storm(
    port: int, requests: Sequence[bytes], concurrency: int, seconds: float = 30.0, *, keep: bool = False
) -> Sample:
    """Send each request once over `concurrency` connections, but stop after `seconds`; `keep` keeps the bodies."""
    sample, queue = Sample(), iter(requests)
    lanes = [await _connect(port) for _ in range(min(concurrency, len(requests)))]
    began = time.perf_counter()
    await asyncio.gather(*(_drain(lane, queue, sample, began + seconds, keep) for lane in lanes))
    sample.seconds = time.perf_counter() - began
    _close(lanes)
    return sample


async def _drain(lane: Lane, queue: Iterator[bytes], sample: Sample, deadline: float, keep: bool) -> None:
    clock = time.perf_counter
    for request in queue:
        started = clock()
        if started > deadline:
            return
        _count(sample, await lane.send(request), clock() - started, lane.body if keep else None)


async def open_loop(port: int, requests: Sequence[bytes], rate: float, lanes: int = 256) -> Sample:
    """Start request i at i/rate seconds, with at most `lanes` in flight; waiting for a lane counts as latency.

    The bodies are kept.
    """
    sample, began = Sample(), time.perf_counter()
    idle: asyncio.Queue[Lane] = asyncio.Queue()
    opened = [await _connect(port) for _ in range(lanes)]
    for lane in opened:
        idle.put_nowait(lane)
    running = set()
    began = time.perf_counter()
    for index, request in enumerate(requests):
        planned = began + index / rate
        await asyncio.sleep(max(0.0, planned - time.perf_counter()))
        task = asyncio.create_task(_planned(idle, request, planned, sample))
        running.add(task)
        task.add_done_callback(running.discard)
    await asyncio.gather(*running)
    sample.seconds = time.perf_counter() - began
    _close(opened)
    return sample


async def _planned(idle: asyncio.Queue[Lane], request: bytes, planned: float, sample: Sample) -> None:
    lane = await idle.get()
    try:
        _count(sample, await lane.send(request), time.perf_counter() - planned, lane.body)
    finally:
        idle.put_nowait(lane)


def _count(sample: Sample, status: int, seconds: float, body: bytes | None) -> None:
    sample.statuses[status] += 1
    if 200 <= status < 300:
        sample.latencies.append(seconds * 1000)
        if body is not None:
            sample.bodies.append(body)


async def _connect(port: int) -> Lane:
    loop = asyncio.get_running_loop()
    _, lane = await loop.create_connection(Lane, "127.0.0.1", port)
    return lane


def _close(lanes: Sequence[Lane]) -> None:
    for lane in lanes:
        if lane.transport:
            lane.transport.close()
