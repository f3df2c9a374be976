"""The embedded store: all storage ports on one SQLite file."""

from pathlib import Path

from tools.nouns.policy import Policy
from tools.ports import Clock, FigureStore
from tools.tickets.embedded.accounts import Accounts
from tools.tickets.embedded.audit_log import AuditTable
from tools.tickets.embedded.idempotency import Idempotency
from tools.tickets.embedded.records import Rows
from tools.tickets.embedded.runbooks import Runbooks
from tools.tickets.embedded.tickets import Tickets
from tools.tickets.embedded.upkeep import Upkeep
from tools.tickets.shared.figures import FigureBook, TenantFigures
from tools.tickets.shared.over_records import OverRecords
from tools.tickets.shared.sealing import PLAIN, Seal

CLOCK_SKEW_SECONDS = 2.0
"""Processes that share the file share a clock."""


class EmbeddedStore(Tickets, Accounts, AuditTable, Idempotency, Runbooks, Upkeep, OverRecords):
    """TicketStore, AccountStore, IdempotencyStore and RunbookStore of one data folder. Open it with `open`."""

    def __init__(
        self, data_dir: Path, clock: Clock, embedder_identity: str, policy: Policy, seal: Seal = PLAIN
    ) -> None:
        super().__init__(data_dir, clock, embedder_identity, policy, seal)
        self._open_records(Rows(self._read, self._change_aside), clock, CLOCK_SKEW_SECONDS)
        self.figures: FigureStore = FigureBook(self._rolled_up)

    def _rolled_up(self, tenant: str) -> TenantFigures:
        from tools.tickets.embedded.figures.book import RolledUp

        return RolledUp(self._read, tenant)
