"""A process on the faulty disk: uses a store for a while and writes each acknowledgement to a file on the same disk.

The shim sees that file too, so its journal tells which acknowledgements came before a cut.
"""

import argparse
import asyncio
import json
import os
import random
import sqlite3
import time
from pathlib import Path
from typing import Any

from tests.integration.faults.traffic import Promise, checkpoint_often, client
from tools.tickets.embedded import EmbeddedStore, connection

CLIENTS = 4


class Careless(connection.Connection):
    """The store's connection as it would be with the safeguard removed: commits are not synced."""

    def execute(self, sql: str, *rest: Any) -> sqlite3.Cursor:
        return super().execute(sql.replace("synchronous=FULL", "synchronous=NORMAL"), *rest)


async def use(root: Path, reports: int) -> None:
    """Send reports and acts; the store is left open, as it is when the power goes."""
    acks = os.open(root / "acks", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def promised(promise: Promise) -> None:
        os.write(acks, json.dumps(promise).encode() + b"\n")

    store = await EmbeddedStore.open(root / "data", time.time)
    names = [f"power.{number}" for number in range(CLIENTS)]
    await asyncio.gather(
        *(client(store, name, random.Random(name), promised, problems=400, count=reports // CLIENTS) for name in names)
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("root", type=Path)
    parser.add_argument("--reports", type=int, required=True)
    parser.add_argument("--careless", action="store_true")
    chosen = parser.parse_args()
    if chosen.careless:
        connection.Connection = Careless  # type: ignore[misc]  # a fault on purpose
    checkpoint_often()
    asyncio.run(use(chosen.root, chosen.reports))
    os._exit(0)
