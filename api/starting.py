"""How a process starts: nearly all that it loads stays."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

PYTHONS_OWN = gc.get_threshold()
COLLECT_AFTER = 250_000
"""New objects before the first garbage collection of a command. It loads 150,000, nearly all of which stay: looking
through them again and again takes a tenth of its time."""


@contextmanager
def rarely_collected() -> Iterator[None]:
    """Collect garbage as seldom as suits a command, which lives for a second. A server takes Python's own way again."""
    gc.set_threshold(COLLECT_AFTER)
    try:
        yield
    finally:
        gc.set_threshold(*PYTHONS_OWN)


@contextmanager
def uncollected() -> Iterator[None]:
    """Suspend garbage collection, and exclude what is loaded meanwhile from later collections.

    Each would walk all of it, a fifth of the start; later they would do so while requests wait. The garbage of a start
    stays too, a thousand objects in a quarter of a million: finding them takes a tenth of a second. `gc.unfreeze` lets
    collections see all again.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.set_threshold(*PYTHONS_OWN)
            gc.freeze()
            gc.enable()
