"""Heads kept from one transaction to the next, as long as nobody else has written in between."""

import sqlite3

from tools.tickets.embedded.recording.heads import Head, look_up

MAX_KEPT = 4096
Key = tuple[str, str]


class HotHeads:
    """(tenant, fingerprint) → (head, pinned) or None for an unknown one; fingerprints of one ticket share its head.

    SQLite's `data_version` changes when any other connection has committed, so one read inside the write transaction
    proves the whole cache. What this process writes itself either updates the heads or forgets them.
    """

    def __init__(self) -> None:
        self._kept: dict[Key, tuple[Head, bool] | None] = {}
        self._by_ticket: dict[str, Head] = {}
        self._version = -1
        self._settled = False

    def begin(self, sql: sqlite3.Connection) -> None:
        """Inside a new transaction: forget everything unless the last one was committed and is still the newest."""
        version = sql.execute("PRAGMA data_version").fetchone()[0]
        if not self._settled or version != self._version or len(self._kept) > MAX_KEPT:
            self.forget()
        self._version = version
        self._settled = False

    def committed(self) -> None:
        """What the heads say is durable."""
        self._settled = True

    def forget(self) -> None:
        """Something changed that the heads do not know of."""
        self._kept.clear()
        self._by_ticket.clear()

    def get(self, sql: sqlite3.Connection, tenant: str, fingerprint: str) -> tuple[Head, bool] | None:
        """The newest generation behind a fingerprint, and whether the fingerprint is pinned."""
        key = (tenant, fingerprint)
        if key not in self._kept:
            found = look_up(sql, tenant, fingerprint)
            if found is not None:
                found = (self._by_ticket.setdefault(found[0].incident_id, found[0]), found[1])
            self._kept[key] = found
        return self._kept[key]
