"""The ticket store in a database's tables: all storage ports but what depends on how the database keeps its files."""

from tools.nouns.policy import Policy
from tools.ports import Clock, FigureStore
from tools.tickets.shared.figures import FigureBook, TenantFigures
from tools.tickets.shared.over_records import OverRecords
from tools.tickets.shared.sealing import PLAIN, Seal
from tools.tickets.sql.accounts import Accounts
from tools.tickets.sql.audit_log import AuditTable
from tools.tickets.sql.database import Database
from tools.tickets.sql.idempotency import Idempotency
from tools.tickets.sql.records import Rows
from tools.tickets.sql.runbooks import Runbooks
from tools.tickets.sql.tickets import Tickets
from tools.tickets.sql.upkeep import Upkeep

CLOCK_SKEW_SECONDS = 2.0
"""Processes that share the database share a clock."""


class SqlStore(Tickets, Accounts, AuditTable, Idempotency, Runbooks, Upkeep, OverRecords):
    """TicketStore, AccountStore, IdempotencyStore, RunbookStore and FigureStore over one `Database`."""

    def __init__(self, database: Database, clock: Clock, policy: Policy, seal: Seal = PLAIN) -> None:
        super().__init__(database, clock, policy, seal)
        self._open_records(Rows(self._read, self._change_aside), clock, CLOCK_SKEW_SECONDS)
        self.figures: FigureStore = FigureBook(self._rolled_up)

    def _rolled_up(self, tenant: str) -> TenantFigures:
        from tools.tickets.sql.figures.book import RolledUp

        return RolledUp(self._read, tenant)
