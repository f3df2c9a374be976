"""Metrics shared by several worker processes: a folder of files that each writes and any may read."""

import os
import shutil
from pathlib import Path

from prometheus_client import CollectorRegistry
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The library reads this variable when it is imported: processes that start from here on have it."""


def share_between_workers(folder: Path) -> None:
    """Let processes that start from here on count into one empty folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    os.environ[SHARED_FOLDER] = str(folder.resolve())


def are_shared() -> bool:
    """True in a process that counts together with others."""
    return SHARED_FOLDER in os.environ


def summed() -> CollectorRegistry:
    """What all processes have counted, those that ended too; gauges are of the living alone."""
    _forget_the_dead()
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the library is untyped here
    return registry


def living() -> list[int]:
    """The processes that count together and run now; this one alone if there are no others."""
    return sorted(filter(_is_alive, _seen())) if are_shared() else [os.getpid()]


def _seen() -> set[int]:
    """Every process that ever counted: the library names its files `{kind}_{process}.db`."""
    names = (path.stem.rpartition("_")[2] for path in Path(os.environ[SHARED_FOLDER]).glob("*.db"))
    return {int(name) for name in names if name.isdigit()}


def _forget_the_dead() -> None:
    """Nobody else does: the server starts a worker anew without a word to the library."""
    for process in _seen():
        if not _is_alive(process):
            mark_process_dead(process)  # type: ignore[no-untyped-call]


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's, so the number was given away
        return False
    return True
