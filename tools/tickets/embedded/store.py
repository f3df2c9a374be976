"""The embedded store: all four storage ports on one SQLite file."""

from tools.tickets.embedded.accounts import Accounts
from tools.tickets.embedded.idempotency import Idempotency
from tools.tickets.embedded.runbooks import Runbooks
from tools.tickets.embedded.tickets import Tickets
from tools.tickets.embedded.upkeep import Upkeep


class EmbeddedStore(Tickets, Accounts, Idempotency, Runbooks, Upkeep):
    """TicketStore, AccountStore, IdempotencyStore and RunbookStore of one data folder. Open it with `open`."""
