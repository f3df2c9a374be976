"""The interfaces to the outside world. Each port has an embedded implementation that is product code, and cloud ones.

Rules for all: methods are async and never block the event loop; no method mixes tenants; errors come from
`tools.errors`; texts given to a port are already redacted.
"""

from tools.ports.accounts import AccountStore
from tools.ports.audit import AuditLog, AuditPage
from tools.ports.changes import ChangeLog
from tools.ports.deliveries import DeliveryStore, LaneStore, SilenceStore
from tools.ports.destination import ActsByAccount, Destination, Directory, Editable
from tools.ports.figures import FigureStore
from tools.ports.idempotency import IdempotencyStore
from tools.ports.intake_log import IntakeLog
from tools.ports.keys import KeyStore
from tools.ports.maintenance import Maintenance, Store
from tools.ports.matching import Adjudicator, Clock, Embedder, LoadedEmbedder, VectorIndex
from tools.ports.notifier import Notifier
from tools.ports.queue import Queue
from tools.ports.runbooks import Advisor, RunbookSearch, RunbookStore, SectionIndex
from tools.ports.sessions import SessionStore
from tools.ports.tickets import Reconciler, TicketStore
from tools.ports.watches import WatchStore

__all__ = [
    "AccountStore",
    "ActsByAccount",
    "Adjudicator",
    "Advisor",
    "AuditLog",
    "AuditPage",
    "ChangeLog",
    "Clock",
    "DeliveryStore",
    "Destination",
    "Directory",
    "Editable",
    "Embedder",
    "FigureStore",
    "IdempotencyStore",
    "IntakeLog",
    "KeyStore",
    "LaneStore",
    "LoadedEmbedder",
    "Maintenance",
    "Notifier",
    "Queue",
    "Reconciler",
    "RunbookSearch",
    "RunbookStore",
    "SectionIndex",
    "SilenceStore",
    "SessionStore",
    "Store",
    "TicketStore",
    "VectorIndex",
    "WatchStore",
]
