"""What things cost in S3 requests, as a table: `python -m tests.integration.cloud.s3_costs`."""

import asyncio
import os
import sys
import time
from collections.abc import Awaitable, Callable

import httpx
from ulid import ULID

from tests.support.servers.s3_store import s3_double, s3_store
from tests.support.story import near
from tools.nouns.incidents import IncidentQuery, Status
from tools.nouns.recorded import Recorded
from tools.nouns.reports import Profile, Report
from tools.tickets.s3 import S3Store

STORM, CLIENTS, LATENCY = 1000, 32, 0.02
TICKETS, LONG = 1000, 100_000
ENTRY = {"event_at": None, "severity": None, "release": None, "verdict": "existing", "body": None, "decision": {}}


class Counter:
    """One store on a double that counts."""

    def __init__(self, store: S3Store, address: str) -> None:
        self.store = store
        self._control = httpx.AsyncClient(base_url=f"{address}/_double/")

    async def send(self, text: str, request_id: str = "") -> Recorded:
        report = Report(request_id or f"req_{ULID()}", "default", "api", text, received_at=time.time())
        return await self.store.record(report, Profile(text, 1, text, text), near())

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

    async def lengthen(self, first: Recorded, count: int, per_flush: int) -> None:
        """Occurrences of the last day, `per_flush` in an object."""
        now = time.time()
        for start in range(0, count, per_flush):
            at = now - 86_400 + start * 85_000 / count
            flush = str(ULID.from_timestamp(at))
            entry = ENTRY | {"received_at": at, "fingerprint": "long", "ticket": first.incident_id}
            entries = [entry | {"request_id": f"{flush}-{number}"} for number in range(per_flush)]
            await self.store.parts.occurrences.write("default", first.root_id, flush, 1, entries)


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
        first = await counter.send("long")
        await counter.lengthen(first, LONG, 250)
        say(
            f"first duplicate of a ticket with {LONG} occurrences in a process",
            str(await counter.cost(counter.send("long"))),
        )
        say("every further one", str(await counter.cost(counter.send("long"))))
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
