"""Everything that both stores keep as small named records, opened once for both."""

from tools.ports import (
    ChangeLog,
    Clock,
    DeliveryStore,
    IntakeLog,
    KeyStore,
    LaneStore,
    SessionStore,
    SilenceStore,
    WatchStore,
)
from tools.ports.erasure_mark import ErasureMark
from tools.ports.new_counts import NewCounts
from tools.ports.seen_settings import SeenSettings
from tools.ports.sign_ins import SignInStore
from tools.ports.tenants import TenantStore
from tools.ports.turns import TurnStore
from tools.tickets.shared.changes import ChangeRecords
from tools.tickets.shared.deliveries import DeliveryRecords
from tools.tickets.shared.erasure_mark import ErasureMarkRecord
from tools.tickets.shared.intake_log import IntakeLogRecords
from tools.tickets.shared.keys import Keys
from tools.tickets.shared.lanes import LaneRecords
from tools.tickets.shared.new_counts import NewCountRecords
from tools.tickets.shared.records import Records
from tools.tickets.shared.seen_settings import SettingsRecord
from tools.tickets.shared.sessions import SessionRecords
from tools.tickets.shared.sign_ins import SignInRecords
from tools.tickets.shared.silences import SilenceRecords
from tools.tickets.shared.tenants import TenantRecords
from tools.tickets.shared.turns import TurnRecords
from tools.tickets.shared.watches import WatchRecords


class OverRecords:
    """The ports of a store that are implemented over `Records` alone."""

    def _open_records(self, records: Records, clock: Clock, clock_skew: float) -> None:
        """`clock_skew` is by how many seconds the clocks of processes that share the records may differ."""
        self.keys: KeyStore = Keys(records, clock)
        self.intake_log: IntakeLog = IntakeLogRecords(records, clock)
        self.changes: ChangeLog = ChangeRecords(records, clock)
        self.lanes: LaneStore = LaneRecords(records, clock_skew)
        self.deliveries: DeliveryStore = DeliveryRecords(records)
        self.silences: SilenceStore = SilenceRecords(records)
        self.seen_settings: SeenSettings = SettingsRecord(records)
        self.tenants: TenantStore = TenantRecords(records)
        self.sign_ins: SignInStore = SignInRecords(records, clock)
        self.sessions: SessionStore = SessionRecords(records, clock)
        self.new_counts: NewCounts = NewCountRecords(records)
        self.watches: WatchStore = WatchRecords(records)
        self.erasure_mark: ErasureMark = ErasureMarkRecord(records)
        self.turns: TurnStore = TurnRecords(records)
