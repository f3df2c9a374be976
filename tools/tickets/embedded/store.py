"""The embedded store: all storage ports on one SQLite file."""

import asyncio
from pathlib import Path
from typing import Self

from tools.nouns.policy import DEFAULTS, Policy
from tools.ports import Clock
from tools.tickets.embedded.database import DatabaseFile
from tools.tickets.shared.sealing import PLAIN, Seal
from tools.tickets.sql.store import SqlStore


class EmbeddedStore(SqlStore):
    """The store of one data folder. Open it with `open`."""

    def __init__(
        self, data_dir: Path, clock: Clock, embedder_identity: str, policy: Policy, seal: Seal = PLAIN
    ) -> None:
        """Open or create the folder's database. Blocks. Raises StoreUnavailable or Misconfigured."""
        self.data_dir = data_dir
        super().__init__(DatabaseFile(data_dir, embedder_identity), clock, policy, seal)

    @classmethod
    async def open(
        cls,
        data_dir: Path,
        clock: Clock,
        embedder_identity: str = "",
        policy: Policy = DEFAULTS,
        seal: Seal = PLAIN,
    ) -> Self:
        """Open the store of a data folder, creating it on first use.

        Args:
            data_dir: the folder; several processes of one machine may share it.
            clock: epoch seconds.
            embedder_identity: names what the stored vectors come from; "" when this process uses no vectors.
            policy: the configured tunables, by which everything is decided.
            seal: what the audit log is sealed with.

        Raises:
            Misconfigured: the folder belongs to a newer program or to another embedder.
            StoreUnavailable: it cannot be read or written.
        """
        return await asyncio.to_thread(cls, Path(data_dir), clock, embedder_identity, policy, seal)

    async def verify(self) -> list[str]:
        """Return all findings about the file and its rows, read in one snapshot; empty if there are none."""
        from tools.tickets.embedded.maintenance.verify import verify

        return await asyncio.to_thread(verify, self.data_dir, self._seal)
