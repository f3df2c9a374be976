"""The embedded ticket store: one SQLite file, one writer thread per process, any number of processes."""

from tools.tickets.embedded.maintenance import verify
from tools.tickets.embedded.store import EmbeddedStore

__all__ = ["EmbeddedStore", "verify"]
