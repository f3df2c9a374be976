"""What an operation may use inside the writer's transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import orjson

from tools.nouns.event_json import event_to_json
from tools.nouns.event_kinds import EventData
from tools.nouns.policy import DEFAULTS, Policy
from tools.ports import Clock
from tools.tickets.shared.sealing import PLAIN, Seal
from tools.tickets.shared.timelines import Line
from tools.tickets.sql.database import Sql
from tools.tickets.sql.timelines import seal_event

KEEP_META = "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
"""Writes one named value of the store itself."""


class Transaction:
    """The open write transaction: the connection, its time, the configured policy and the store's sequence."""

    def __init__(self, connection: Sql, clock: Clock, policy: Policy = DEFAULTS, seal: Seal = PLAIN) -> None:
        self.sql = connection
        self.now = clock()
        self.policy = policy
        self.seal = seal
        self._seq = 0
        self.reload()
        self.began_at = self._seq

    def reload(self) -> None:
        """Read the current sequence from the database."""
        self._seq = max(self._seq, self.sql.execute("SELECT n FROM sequence").fetchone()[0])

    @contextmanager
    def savepoint(self, *, undo: bool = False) -> Iterator[None]:
        """Commit everything inside together, or roll it back if it raises or if `undo` is set."""
        self.sql.execute("SAVEPOINT command")
        try:
            yield
        except BaseException:
            undo = True
            raise
        finally:
            # A full disk can end the whole transaction; then there is no savepoint left to return to.
            if self.sql.in_transaction:
                if undo:
                    self.sql.execute("ROLLBACK TO command")
                self.sql.execute("RELEASE command")

    def next_seq(self) -> int:
        """Return the next number of the store's total order. Numbers of rolled-back commands are not used again."""
        self._seq += 1
        return self._seq

    def event(self, tenant: str, ticket: str, actor: str, data: EventData) -> int:
        """Append one event to a ticket's timeline."""
        seq = self.next_seq()
        line = Line(ticket, self.now, data.kind.value, actor, to_json(event_to_json(data)))
        self.sql.execute(
            "INSERT INTO events (seq, tenant, ticket, at, kind, actor, data) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (seq, tenant, ticket, line.at, line.kind, actor, line.data),
        )
        seal_event(self.sql, self.seal, line)
        return seq

    def finish(self) -> None:
        """Write the sequence back; called once, before COMMIT."""
        self.sql.execute("UPDATE sequence SET n = ?", (self._seq,))


def to_json(value: Any) -> str:
    """Return compact JSON, as it is stored."""
    return orjson.dumps(value).decode()
