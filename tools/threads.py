"""A few threads for work that would block an event loop, at a fraction of the cost of an executor's futures."""

import asyncio
import contextlib
import queue
import threading
from collections.abc import Callable
from typing import Any, TypeAlias, TypeVar

T = TypeVar("T")
_Handed: TypeAlias = tuple[Callable[[], Any], "asyncio.Future[Any]"]


class Threads:
    """Starts work in the order in which it is submitted. The threads start with the first submission."""

    def __init__(self, name: str, count: int = 1) -> None:
        """Use `count` threads, named `name` and a number."""
        self._name, self._count = name, count
        self._waiting: queue.SimpleQueue[_Handed | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._handing_over = threading.Lock()
        self._closed = False

    async def run(self, work: Callable[[], T]) -> T:
        """Run `work` in a thread, and return its result or raise its error. Not started if the caller was cancelled.

        Raises RuntimeError after `close`, and in place of StopIteration, which a coroutine cannot raise.
        """
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        with self._handing_over:
            if self._closed:
                raise RuntimeError(f"the threads {self._name} are closed")
            if not self._threads:
                self._start()
            self._waiting.put((work, future))
        return await future

    def close(self) -> None:
        """Finish submitted work, then end the threads. Blocks, so call it outside the event loop."""
        with self._handing_over:
            self._closed = True
            for _ in self._threads:
                self._waiting.put(None)
        for each in self._threads:
            each.join()

    def _start(self) -> None:
        for number in range(self._count):
            thread = threading.Thread(target=self._serve, name=f"{self._name}_{number}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def _serve(self) -> None:
        while (handed := self._waiting.get()) is not None:
            _do(*handed)
            del handed  # a waiting thread must not keep the work alive


def _do(work: Callable[[], Any], future: "asyncio.Future[Any]") -> None:
    if future.cancelled():
        return
    result, error = None, None
    try:
        result = work()
    except BaseException as raised:
        error = raised
    end(future, result, error)


def end(future: "asyncio.Future[Any]", result: Any, error: BaseException | None = None) -> None:
    """Give a future of an event loop its result or error, from another thread."""
    with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits
        future.get_loop().call_soon_threadsafe(end_here, future, result, error)


def end_here(future: "asyncio.Future[Any]", result: Any, error: BaseException | None) -> None:
    """Like `end`, on the event loop's own thread; does nothing if the future is done already."""
    if future.done():
        return
    if error is None:
        future.set_result(result)
        return
    if isinstance(error, StopIteration):  # a future refuses it, and its waiter would hang
        stopped, error = error, RuntimeError("work in a thread raised StopIteration")
        error.__cause__ = stopped
    future.set_exception(error)
