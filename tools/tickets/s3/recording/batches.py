"""Group commit without a timer: requests that arrive during a problem's flush go together in the next one.

A flush that has to begin again may take them in.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from tools.errors import Overloaded, Unavailable

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")
Key = tuple[str, str]
MAX_FLUSH = 512
MAX_WAITING = 8192


class Batches(Generic[Asked, Answer]):
    """One queue and at most one running flush per key."""

    def __init__(self, flush: Callable[[Sequence[Asked]], Awaitable[Sequence[Answer | Unavailable]]]) -> None:
        self._flush = flush
        self._waiting: dict[Key, list[tuple[Asked, asyncio.Future[Answer]]]] = {}
        self._flushing: dict[Key, list[tuple[Asked, asyncio.Future[Answer]]]] = {}
        self._running: set[asyncio.Task[None]] = set()
        self._count = 0

    async def submit(self, key: Key, asked: Asked) -> Answer:
        """Wait for the answer. Cancelling the caller cancels no work. Raises Overloaded if the queue is full."""
        return await self.begin(key, asked)

    def begin(self, key: Key, asked: Asked) -> asyncio.Future[Answer]:
        """Like `submit`, but return a future, so that many requests need no task each.

        Raises Overloaded if the queue is full.
        """
        if self._count >= MAX_WAITING:
            raise Overloaded("the queue of reports for S3 is full: try again in a second", retry_after=1.0)
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._count += 1
        if key in self._waiting:
            self._waiting[key].append((asked, future))
        else:
            self._waiting[key] = [(asked, future)]
            task = asyncio.create_task(self._serve(key))
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        return future

    def serves(self, key: Key) -> bool:
        """True if a flush of this key is running or about to run."""
        return key in self._waiting

    def join(self, key: Key) -> list[Asked]:
        """Take the requests that wait for the running flush of this key into it; it must answer them last, in order."""
        flushing = self._flushing[key]
        free = MAX_FLUSH - len(flushing)
        joining, self._waiting[key] = self._waiting[key][:free], self._waiting[key][free:]
        flushing += joining
        return [asked for asked, _ in joining]

    async def drain(self) -> None:
        """Wait until all accepted requests are answered."""
        while self._running:
            await asyncio.gather(*self._running)

    async def _serve(self, key: Key) -> None:
        while batch := self._waiting[key][:MAX_FLUSH]:
            self._waiting[key] = self._waiting[key][MAX_FLUSH:]
            self._flushing[key] = batch
            try:
                answers = await self._flush([asked for asked, _ in batch])
            except BaseException as error:
                _fail([future for _, future in batch], error)
                if isinstance(error, asyncio.CancelledError):
                    raise
            else:
                for (_, future), answer in zip(batch, answers, strict=True):
                    if isinstance(answer, Unavailable):
                        _fail([future], answer)
                    elif not future.done():
                        future.set_result(answer)
            finally:
                self._count -= len(batch)
                del self._flushing[key]
        del self._waiting[key]


def _fail(futures: Sequence[asyncio.Future[Answer]], error: BaseException) -> None:
    for future in futures:
        if not future.done():
            future.set_exception(error)
