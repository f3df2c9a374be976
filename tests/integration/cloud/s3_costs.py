"""What things cost in S3 requests, as a table: `python -m tests.integration.cloud.s3_costs`."""

import asyncio
import os
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

import httpx
from ulid import ULID

from tests.support.servers.s3_store import s3_double, s3_store
from tests.support.story import near
from tools.nouns.incidents import IncidentQuery, Status
from tools.nouns.recorded import Recorded
from tools.nouns.redacted import stored
from tools.nouns.reports import Profile, Report
from tools.nouns.selectors import ChosenReports
from tools.tickets.s3 import S3Store

STORM, CLIENTS, LATENCY = 1000, 32, 0.02
TICKETS, LONG, TOGETHER = 1000, 20_000, 100
SAID = stored("not the same")


class Counter:
    """One store on a double that counts."""

    def __init__(self, store: S3Store, address: str) -> None:
        self.store = store
        self._control = httpx.AsyncClient(base_url=f"{address}/_double/")

    async def send(self, text: str, request_id: str = "", *, params: Sequence[str] = ()) -> Recorded:
        return await self.store.record(*_report(text, request_id, params), near())

    async def cost(self, work: Awaitable[object]) -> int:
        await self._control.delete("counts")
        await work
        return int(sum((await self._control.get("counts")).json()["methods"].values()))

    async def latency(self, seconds: float) -> None:
        await self._control.put("faults", json={"latency": seconds})

    async def storm(self) -> None:
        """STORM duplicates from CLIENTS clients, each sending its next when its last is answered."""
        numbers = iter(range(STORM))

        async def client() -> None:
            for _ in numbers:
                await self.send("disk full")

        await asyncio.gather(*(client() for _ in range(CLIENTS)))

    async def deliver(self, texts: Sequence[str]) -> None:
        """One call for all of them, as out of the queue."""
        reports = [_report(each) for each in texts]
        await self.store.record_many([(replace(report, queued=True), profile, near()) for report, profile in reports])


def _report(text: str, request_id: str = "", params: Sequence[str] = ()) -> tuple[Report, Profile]:
    said = stored(text)
    report = Report(request_id or f"req_{ULID()}", "default", stored("api"), said, received_at=time.time())
    return report, Profile(text, 1, said, said, tuple(map(stored, params)))


async def measure(address: str, say: Callable[[str, str], object]) -> None:
    async with s3_store(address, time.time) as store:
        counter = Counter(store, address)
        say("a new problem", str(await counter.cost(counter.send("disk full"))))
        say("a duplicate", str(await counter.cost(counter.send("disk full"))))
        say("a duplicate with a key", str(await counter.cost(counter.send("disk full", "req_key"))))
        await counter.latency(LATENCY)
        spent = await counter.cost(counter.storm())
        await counter.latency(0)
        say(f"each of {STORM} duplicates from {CLIENTS} clients", f"{spent / STORM:.2f}")
        for problems in (1, 51, TOGETHER):
            texts = [f"problem {max(0, number - TOGETHER + problems)}" for number in range(TOGETHER)]
            for each in [*dict.fromkeys(texts)] * 2:
                await counter.send(each)
            spent = await counter.cost(counter.deliver(texts))
            say(f"each of {TOGETHER} queued ones in one call, {problems} problems", f"{spent / TOGETHER:.2f}")
        for _ in range(LONG // 250):
            await counter.deliver(["long"] * 250)
        say(f"a duplicate of a ticket with {LONG} occurrences", str(await counter.cost(counter.send("long"))))
        first, other = [await counter.send("split", params=[each]) for each in ("here", "there")]
        await store.split("default", first.incident_id, ChosenReports(frozenset({other.request_id})), SAID, "user:ann")
        again = counter.send("split", params=["here"])
        say("a duplicate of a problem that was split", str(await counter.cost(again)))
    async with s3_store(address, time.time) as store:
        counter = Counter(store, address)
        for number in range(TICKETS):
            await counter.send(f"problem {number}")
        query = IncidentQuery(status=Status.OPEN, limit=50)
        say(f"a page of 50 of {TICKETS} open tickets", str(await counter.cost(store.incidents("default", query))))
        say(f"reconciler's pass over {TICKETS} tickets", str(await counter.cost(store.reconcile())))


def main() -> None:
    """Print the table."""
    os.environ |= {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1"}
    with s3_double() as address:
        asyncio.run(
            measure(address, lambda what, cost: sys.stdout.write(f"{what:62} {cost:>6}\n") and sys.stdout.flush())
        )


if __name__ == "__main__":
    main()
