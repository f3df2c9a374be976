"""Ends streams when the server is told to stop: they never end by themselves, and the server would wait for them."""

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def stop_on_signals(stop: Callable[[], None]) -> Iterator[None]:
    """Call `stop` in the event loop as soon as SIGTERM or SIGINT arrives; the server's own handler runs too.

    The server's shutdown of the application comes too late for that, because it waits for the streams first.
    """
    loop, replaced = asyncio.get_running_loop(), list[tuple[signal.Signals, object]]()
    if threading.current_thread() is threading.main_thread():
        replaced = [(number, _chain(number, loop, stop)) for number in (signal.SIGTERM, signal.SIGINT)]
    try:
        yield
    finally:
        for number, before in replaced:
            if callable(before):
                signal.signal(number, before)


def _chain(number: signal.Signals, loop: asyncio.AbstractEventLoop, stop: Callable[[], None]) -> object:
    """Put our handler before the existing one, if there is one; return the existing one."""
    before = signal.getsignal(number)
    if callable(before):

        def told(signum: int, frame: FrameType | None) -> None:
            loop.call_soon_threadsafe(stop)
            before(signum, frame)

        signal.signal(number, told)
    return before
