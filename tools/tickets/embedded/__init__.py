"""The embedded ticket store: one SQLite file, one writer thread per process, any number of processes."""

from tools.tickets.embedded.maintenance import verify, verify_audit
from tools.tickets.embedded.store import EmbeddedStore
from tools.tickets.embedded.vectors import EmbeddedVectors

__all__ = ["EmbeddedStore", "EmbeddedVectors", "verify", "verify_audit"]
