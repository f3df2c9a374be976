"""CPU time inside one build, on request: `bench.versus` runs this file with the Python and the modules of each build.

A line on standard input names a load; the answer is its µs of CPU per item, counting all threads of the process. Values
never repeat, so no cache of whole lines helps. It knows both layouts of the modules, so that the measure outlives a
move.
"""

import asyncio
import importlib
import itertools
import json
import random
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

LINES = (
    "2026-11-23 10:{m:02d}:{s:02d},{n} ERROR [pool-{k}-thread-{m}] com.acme.orders.Client - "
    "Connection to 10.0.{k}.{m}:5432 refused after {n} ms",
    "Nov 23 10:{m:02d}:{s:02d} web-{k} sshd[{n}]: "
    "Failed password for invalid user deploy from 10.{k}.{m}.{s} port {n} ssh2",
    '10.0.{k}.{m} - - [23/Nov/2026:10:{m:02d}:{s:02d} +0000] "GET /api/orders/{n} HTTP/1.1" 503 {n} "-" "curl/8"',
    "I1123 10:{m:02d}:{s:02d}.{n:06d} {n} kubelet.go:123] Failed to sync pod api-7d9f8c6b5-x{n} with error timeout",
    "Lambda timeout after {n} seconds in request 6f1c0a52-0f0c-4d5e-9f0c-2b5d5a{n:06d}",
)
SHORT_JSON = (
    '{{"ts":"2026-11-23T10:{m:02d}:{s:02d}Z","level":"error","msg":"request failed after {n} ms","status":503}}'
)
ENVELOPE_BYTES = 4_096
CLIENTS = 64
BATCH = 100
DIMENSION = 384
_chance = random.Random(7)
_runs = itertools.count()


def first_of(*names: str) -> Any:
    """Return the object at the first of these `module:name` that the build has."""
    for name in names:
        module, _, attribute = name.partition(":")
        try:
            return getattr(importlib.import_module(module), attribute)
        except (ImportError, AttributeError):
            continue
    raise ImportError(f"this build has none of {', '.join(names)}")


profile_of = first_of("tools.text.identity.fingerprint:profile_of", "tools.text.fingerprint:profile_of")
redact = first_of("tools.text.redaction.redact:redact", "tools.text.redact:redact")
Report, Profile, Candidates = (
    first_of(f"tools.nouns.reports:{name}", f"tools.types:{name}") for name in ("Report", "Profile", "Candidates")
)
with suppress(ImportError):  # as a server does before it serves
    first_of("tools.deferred_re:compile_deferred")()


def line(shape: str) -> str:
    """Return a line of this shape with new values."""
    number = _chance.randrange(10**6)
    return shape.format(n=number, k=number % 7, m=number % 60, s=(number // 60) % 60)


def plain() -> str:
    """Return one line in one of the usual formats."""
    return line(_chance.choice(LINES))


def record() -> str:
    """Return a logger's record as JSON, with its trace and context, padded to ENVELOPE_BYTES."""
    number = _chance.randrange(10**6)
    body: dict[str, Any] = {
        "@timestamp": f"2026-11-23T10:{number % 60:02d}:07.123Z",
        "log.level": "ERROR",
        "message": f"Connection to 10.0.3.{number % 250}:5432 refused after {number} ms",
        "ecs.version": "8.11",
        "service": {"name": "orders", "version": "4.2.1", "environment": "prod"},
        "host": {"name": f"node-{number % 40}", "ip": [f"10.0.3.{number % 250}"]},
        "kubernetes": {"namespace": "shop", "pod": {"name": f"orders-7d9f8c6b5-{number % 90000:05d}"}},
        "trace": {"id": f"{number:032x}"},
    }
    return _filled(body)


def group() -> str:
    """Return an Alertmanager group of firing alerts, padded to ENVELOPE_BYTES."""
    number = _chance.randrange(10**6)
    common = {"alertname": "PodCrashLooping", "namespace": "shop", "severity": "critical", "cluster": "prod-eu"}
    alert = {
        "status": "firing",
        "labels": {**common, "pod": f"orders-7d9f8c6b5-{number % 90000:05d}", "container": "orders"},
        "annotations": {
            "summary": f"Pod restarted {number % 90} times",
            "description": "Back-off restarting container",
        },
        "startsAt": f"2026-11-23T10:{number % 60:02d}:00Z",
        "endsAt": "0001-01-01T00:00:00Z",
        "generatorURL": f"http://prometheus:9090/graph?g0.expr={number}",
        "fingerprint": f"{number:016x}",
    }
    body = {
        "version": "4",
        "status": "firing",
        "receiver": "responder",
        "groupKey": "{}:{alertname='PodCrashLooping'}",
        "groupLabels": {"alertname": "PodCrashLooping"},
        "commonLabels": common,
        "commonAnnotations": {},
        "externalURL": "http://alertmanager:9093",
        "alerts": [alert],
    }
    return _filled(body)


def _filled(body: dict[str, Any]) -> str:
    extra = {
        f"field_{place}": f"value {place} of many" for place in range((ENVELOPE_BYTES - len(json.dumps(body))) // 37)
    }
    return json.dumps(body | {"context": extra})


def text_load(work: Callable[[str], object], made: Callable[[], str], count: int) -> Callable[[], float]:
    """Return a load that measures µs per text."""

    def measured() -> float:
        texts = [made() for _ in range(count)]
        began = time.process_time()
        for text in texts:
            work(text)
        return 1e6 * (time.process_time() - began) / count

    return measured


def profiled(text: str) -> object:
    """Return the profile of a text."""
    return profile_of(Report("r", "t", "api", text, 0.0))


class StoreLoads:
    """The embedded store alone, opened once."""

    def __init__(self, loop: asyncio.AbstractEventLoop, folder: str) -> None:
        self._loop = loop
        embedded = importlib.import_module("tools.tickets.embedded")
        self._store = loop.run_until_complete(embedded.EmbeddedStore.open(Path(folder), clock=time.time))
        self._policy: tuple[Any, ...] = ()
        with suppress(ImportError):  # an older build, whose calls took the policy
            self._policy = (importlib.import_module("tools.types").Policy(),)

    def single(self, problems: int, count: int = 3_000) -> float:
        """Report known problems, one report at a time from each of CLIENTS callers."""
        return self._measured([(*_report(f"p{number % problems}"), None) for number in range(count)])

    def batches(self, count: int = 6_000) -> float:
        """Report one known problem, BATCH reports per call from each of four callers."""
        reports = [(*_report("p0"), None) for _ in range(count)]
        parts = iter([reports[start : start + BATCH] for start in range(0, count, BATCH)])

        async def client() -> None:
            for part in parts:
                await self._store.record_many(part, *self._policy)

        return self._timed(client, 4, count)

    def new(self, count: int = 1_000) -> float:
        """Report new problems, each with its own vector, for which the search has already been made."""
        numpy = importlib.import_module("numpy")
        run = next(_runs)
        rows = numpy.random.default_rng(run).standard_normal((count, DIMENSION)).astype("<f4")
        rows /= numpy.linalg.norm(rows, axis=1, keepdims=True)
        return self._measured(
            [
                (*_report(f"{run} {n} times problem {run} {n}"), Candidates(10**15, rows[n].tobytes()))
                for n in range(count)
            ]
        )

    def _measured(self, reports: Sequence[tuple[Any, Any, Any]]) -> float:
        left = iter(reports)

        async def client() -> None:
            for report in left:
                await self._store.record(*report, *self._policy)

        return self._timed(client, CLIENTS, len(reports))

    def _timed(self, client: Callable[[], Awaitable[None]], clients: int, count: int) -> float:
        async def all_clients() -> None:
            await asyncio.gather(*(client() for _ in range(clients)))

        began = time.process_time()
        self._loop.run_until_complete(all_clients())
        return 1e6 * (time.process_time() - began) / count


def _report(problem: str) -> tuple[Any, Any]:
    number = next(_runs)
    log = f"{problem}: request {number} to payment gateway failed after {number % 60} seconds, giving up"
    made = Report(f"req_{number:09}", "default", "payments", log, time.time(), environment="prod")
    return made, Profile(problem, 1, log, f"{problem}: request <*> to payment gateway failed", (str(number),))


def main() -> None:
    """Answer until standard input ends."""
    with tempfile.TemporaryDirectory(prefix="probe-") as folder:
        store = StoreLoads(asyncio.new_event_loop(), folder)
        loads: dict[str, Callable[[], float]] = {
            "profile, plain line": text_load(profiled, plain, 2_000),
            "profile, short JSON": text_load(profiled, lambda: line(SHORT_JSON), 1_000),
            "profile, 4 kB record": text_load(profiled, record, 100),
            "profile, 4 kB alert group": text_load(profiled, group, 100),
            "redaction, plain line": text_load(redact, plain, 2_000),
            "store, known problem": lambda: store.single(1),
            "store, 100 known problems": lambda: store.single(100),
            "store, batches of 100": store.batches,
            "store, new problem": store.new,
        }
        answer(loads)


def answer(loads: Mapping[str, Callable[[], float]]) -> None:
    """Name the loads, then measure each requested one, until standard input ends."""
    print(json.dumps(list(loads)), flush=True)
    for asked in sys.stdin:
        print(loads[asked.strip()](), flush=True)


if __name__ == "__main__":
    main()
