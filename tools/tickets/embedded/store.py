"""The embedded store: all storage ports on one SQLite file."""

from pathlib import Path

from tools.nouns.policy import Policy
from tools.ports import (
    ChangeLog,
    Clock,
    DeliveryStore,
    FigureStore,
    IntakeLog,
    KeyStore,
    LaneStore,
    SessionStore,
    SilenceStore,
    WatchStore,
)
from tools.ports.seen_settings import SeenSettings
from tools.ports.sign_ins import SignInStore
from tools.ports.tenants import TenantStore
from tools.tickets.embedded.accounts import Accounts
from tools.tickets.embedded.audit_log import AuditTable
from tools.tickets.embedded.figures.book import RolledUp
from tools.tickets.embedded.idempotency import Idempotency
from tools.tickets.embedded.records import Rows
from tools.tickets.embedded.runbooks import Runbooks
from tools.tickets.embedded.tickets import Tickets
from tools.tickets.embedded.upkeep import Upkeep
from tools.tickets.shared.changes import ChangeRecords
from tools.tickets.shared.deliveries import DeliveryRecords
from tools.tickets.shared.figures import FigureBook
from tools.tickets.shared.intake_log import IntakeLogRecords
from tools.tickets.shared.keys import Keys
from tools.tickets.shared.lanes import LaneRecords
from tools.tickets.shared.sealing import PLAIN, Seal
from tools.tickets.shared.seen_settings import SettingsRecord
from tools.tickets.shared.sessions import SessionRecords
from tools.tickets.shared.sign_ins import SignInRecords
from tools.tickets.shared.silences import SilenceRecords
from tools.tickets.shared.tenants import TenantRecords
from tools.tickets.shared.watches import WatchRecords

CLOCK_SKEW_SECONDS = 2.0
"""Processes that share the file share a clock."""


class EmbeddedStore(Tickets, Accounts, AuditTable, Idempotency, Runbooks, Upkeep):
    """TicketStore, AccountStore, IdempotencyStore and RunbookStore of one data folder. Open it with `open`."""

    def __init__(
        self, data_dir: Path, clock: Clock, embedder_identity: str, policy: Policy, seal: Seal = PLAIN
    ) -> None:
        super().__init__(data_dir, clock, embedder_identity, policy, seal)
        records = Rows(self._read, self._change)
        self.keys: KeyStore = Keys(records, clock)
        self.intake_log: IntakeLog = IntakeLogRecords(records, clock)
        self.changes: ChangeLog = ChangeRecords(records, clock)
        self.lanes: LaneStore = LaneRecords(records, CLOCK_SKEW_SECONDS)
        self.figures: FigureStore = FigureBook(lambda tenant: RolledUp(self._read, tenant))
        self.deliveries: DeliveryStore = DeliveryRecords(records)
        self.silences: SilenceStore = SilenceRecords(records)
        self.seen_settings: SeenSettings = SettingsRecord(records)
        self.tenants: TenantStore = TenantRecords(records)
        self.sign_ins: SignInStore = SignInRecords(records, clock)
        self.sessions: SessionStore = SessionRecords(records, clock)
        self.watches: WatchStore = WatchRecords(records)
