"""Reports per second into the S3 store of one build, on request: see `bench/probe.py`, beside which this file runs.

The environment names the bucket and its endpoint.
"""

import asyncio
import importlib
import itertools
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import Any

from tools.settings import Settings
from tools.tickets.s3 import S3Store

sys.path.append(str(Path(__file__).parent))
probe: Any = importlib.import_module("probe")  # the file beside this one, whichever build the other modules are from
Report, Profile = (
    probe.first_of(f"tools.types:{name}", f"tools.nouns.reports:{name}") for name in ("Report", "Profile")
)
new_request_id = probe.first_of("tools.ids:new_request_id", "api.ids:new_request_id")
stored: Any = str
with suppress(ImportError):  # an older build took plain texts
    stored = probe.first_of("tools.nouns.redacted:stored")
numbers = itertools.count()
CALLERS, BATCH, BATCHES = 4, 100, 12
CLIENTS, SINGLES = 32, 640


class S3Loads:
    """Duplicates of known problems, in closed loops."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._store: S3Store | None = None
        self._policy: tuple[Any, ...] = ()
        with suppress(ImportError):  # an older build, whose calls took the policy
            self._policy = (importlib.import_module("tools.types").Policy(),)

    def batches(self, kind: str, problems: Callable[[int], int]) -> float:
        """Measure CALLERS callers with BATCH reports per call."""
        starts = iter(range(BATCHES))

        async def caller(store: S3Store) -> None:
            for _ in starts:
                await store.record_many(
                    [(*report(problems(number), kind), None) for number in range(BATCH)], *self._policy
                )

        return self._rate(caller, CALLERS, BATCHES * BATCH)

    def singles(self, kind: str) -> float:
        """Measure CLIENTS clients with one report each at a time, all of one problem."""
        left = iter(range(SINGLES))

        async def client(store: S3Store) -> None:
            for _ in left:
                await store.record(*report(0, kind), None, *self._policy)

        return self._rate(client, CLIENTS, SINGLES)

    def _rate(self, caller: Callable[[S3Store], Any], callers: int, count: int) -> float:
        async def all_callers() -> float:
            store = self._store or await self._open()
            began = time.perf_counter()
            await asyncio.gather(*(caller(store) for _ in range(callers)))
            return count / (time.perf_counter() - began)

        return self._loop.run_until_complete(all_callers())

    def close(self) -> None:
        """Release the connections."""
        if self._store is not None:
            self._loop.run_until_complete(self._store.close())

    async def _open(self) -> S3Store:
        self._store = await S3Store.open(Settings(_env_file=None), time.time)
        for problem in range(51):
            await self._store.record(*report(problem, "minted"), None, *self._policy)
        return self._store


def report(problem: int, kind: str) -> tuple[Any, Any]:
    """Return a 120-byte report of a known problem, with a parameter that varies."""
    number, now = next(numbers), time.time()
    log = f"problem {problem}: request {number} to payment gateway failed after {number % 60} seconds, giving up"
    request_id = f"req_{time.time_ns():032x}" if kind == "client keys" else new_request_id(now)
    queued = {"queued": kind == "queued"} if "queued" in {each.name for each in fields(Report)} else {}
    text, template = stored(log), stored(f"problem {problem}: request <*> failed")
    made = Report(request_id, "default", stored("payments"), text, now, **queued)
    return made, Profile(f"problem {problem}", 1, text, template, (stored(str(number)),))


def main() -> None:
    """Answer until standard input ends."""
    loads = S3Loads(asyncio.new_event_loop())
    probe.answer(
        {
            "S3, batches of 100 of one problem, queued": lambda: loads.batches("queued", lambda _: 0),
            "S3, batches of 100 of one problem, client keys": lambda: loads.batches("client keys", lambda _: 0),
            "S3, batches, half of 50 problems, queued": lambda: loads.batches(
                "queued", lambda n: n // 2 * (n % 2) + n % 2
            ),
            "S3, one problem, 32 clients": lambda: loads.singles("minted"),
            "S3, one problem, 32 clients, queued": lambda: loads.singles("queued"),
            "S3, one problem, 32 clients, client keys": lambda: loads.singles("client keys"),
        }
    )
    loads.close()


if __name__ == "__main__":
    main()
