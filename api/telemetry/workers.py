"""Metrics shared by several worker processes, in a folder of files that each process writes and any may read."""

import os
import shutil
from pathlib import Path

from prometheus_client import CollectorRegistry
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The library reads this variable on import, so it must be set before the processes start."""


def share_between_workers(folder: Path) -> None:
    """Make processes that start from now on write their metrics to one, emptied, folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    os.environ[SHARED_FOLDER] = str(folder.resolve())


def are_shared() -> bool:
    """True in a process that shares its metrics with others."""
    return SHARED_FOLDER in os.environ


def summed() -> CollectorRegistry:
    """The metrics of all processes, including ended ones; gauges only of running ones."""
    _forget_the_dead()
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the library is untyped here
    return registry


def living() -> list[int]:
    """The running processes that share metrics; only this one if they are not shared."""
    return sorted(filter(_is_alive, _seen())) if are_shared() else [os.getpid()]


def _seen() -> set[int]:
    """Every process that ever wrote metrics: the library names its files `{kind}_{process}.db`."""
    names = (path.stem.rpartition("_")[2] for path in Path(os.environ[SHARED_FOLDER]).glob("*.db"))
    return {int(name) for name in names if name.isdigit()}


def _forget_the_dead() -> None:
    """Mark ended processes as dead: the server restarts workers without notifying the library."""
    for process in _seen():
        if not _is_alive(process):
            mark_process_dead(process)  # type: ignore[no-untyped-call]


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # another user's process, so the pid was reused
        return False
    return True
