"""Load on a real server: every request carries a number, so that it can be found again whatever became of it."""

import asyncio
import json
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.integration.faults.traffic import message


@dataclass(slots=True)
class Outcome:
    """What the clients saw. `acknowledged` and `broken` hold request numbers; a broken one had no answer at all."""

    acknowledged: set[int] = field(default_factory=set)
    broken: set[int] = field(default_factory=set)
    answers: Counter[int] = field(default_factory=Counter)
    rude: list[httpx.Response] = field(default_factory=list)
    started: asyncio.Event = field(default_factory=asyncio.Event)

    def note(self, number: int, answer: httpx.Response) -> None:
        """Sort an answer; a refusal without Retry-After, or an error of ours, is rude."""
        self.answers[answer.status_code] += 1
        if answer.status_code == 200:
            self.acknowledged.add(number)
            self.started.set()
        elif answer.status_code not in (429, 503) or "retry-after" not in answer.headers:
            self.rude.append(answer)


async def press(address: str, token: str, numbers: range, outcome: Outcome, *, distinct: int, clients: int) -> None:
    """Send all numbers over so many connections, each waiting for its answer, until done or the server is gone."""
    waiting = iter(numbers)

    async def client() -> None:
        headers = {"Authorization": token}
        async with httpx.AsyncClient(base_url=address, headers=headers, timeout=60) as connection:
            for number in waiting:
                try:
                    outcome.note(number, await connection.post("/incident", json=body(number, distinct)))
                except httpx.ConnectError:
                    return
                except httpx.TransportError:
                    outcome.broken.add(number)
                    return

    await asyncio.gather(*(client() for _ in range(clients)))


def body(number: int, distinct: int) -> dict[str, str]:
    """A report of one of so many problems that carries its number as a parameter."""
    return {"service": "checkout", "log": f"{message(number % distinct)} request {number}"}


def stored(data_dir: Path) -> set[int]:
    """The numbers of the reports in the database."""
    with closing(sqlite3.connect(data_dir / "incidents.db", timeout=30)) as sql:
        rows = sql.execute("SELECT body FROM occurrences").fetchall()
    return {int(json.loads(row[0])["log"].rsplit(" ", 1)[1]) for row in rows}
