"""The port of maintenance: an operator's work on a store, with or without a running server."""

from collections.abc import Collection, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from tools.nouns.scrubbed import Scrubbed
from tools.ports.accounts import AccountStore
from tools.ports.changes import ChangeLog
from tools.ports.deliveries import DeliveryStore, LaneStore, SilenceStore
from tools.ports.erasure_mark import ErasureMark
from tools.ports.figures import FigureStore
from tools.ports.idempotency import IdempotencyStore
from tools.ports.intake_log import IntakeLog
from tools.ports.keys import KeyStore
from tools.ports.matching import Embedder
from tools.ports.new_counts import NewCounts
from tools.ports.runbooks import RunbookStore
from tools.ports.sessions import SessionStore
from tools.ports.tickets import TicketStore
from tools.ports.turns import TurnStore
from tools.ports.watches import WatchStore

if TYPE_CHECKING:
    from tools.text.erasing import Erasure


class Maintenance(Protocol):
    """Checks, prunes, exports, imports and rebuilds a store; serving needs none of it."""

    async def verify(self) -> Sequence[str]:
        """Check every guarantee about the stored data: one sentence for each violation, empty if there is none."""
        ...

    async def prune(self, resolved_before: float) -> int:
        """Drop the texts and vectors of problems resolved before a time (epoch seconds); returns how many problems.

        Tickets, counts, decisions, resolutions and the links from people's merges and splits stay: a returning problem
        is recognised by its fingerprint, and `explain` shows the message that was first seen with it.
        """
        ...

    async def scrub(self, erasure: "Erasure", ids: Collection[str] = (), *, dry_run: bool = False) -> Scrubbed:
        """Erase a text from everything except the audit log; with `ids` only from data that names one of them.

        Timelines are sealed again, except those whose seal did not match before. Each step is durable: calling it again
        finishes what a crash cut off. `dry_run`: only count.
        """
        ...

    async def export_jsonl(self, path: Path, *, tenant: str | None = None) -> int:
        """Write everything except accounts to a new file; returns the number of lines. Raises InvalidRequest.

        `tenant`: write only that tenant's data, without the audit log.
        """
        ...

    async def erase_tenant(self, tenant: str) -> int:
        """Remove all data of a tenant, including users, keys and records; returns how many rows or objects."""
        ...

    async def import_jsonl(self, path: Path) -> int:
        """Fill an empty store from an export; returns the number of lines. Raises Conflict or InvalidRequest."""
        ...

    async def renew_aliases(self) -> None:
        """Recompute the fingerprints of reports that older rules read; each text still leads to the same problem.

        Durable and resumable; fast if nothing is outdated. Called before the store serves.
        """
        ...

    def reindexing(self, identity: str, *, outside: bool) -> AbstractAsyncContextManager[None]:
        """A context in which derived data is rebuilt for an embedder's identity; no server starts until it ends.

        `outside`: an index outside the store is rebuilt as well.
        """
        ...

    async def reindex(self, embedder: Embedder) -> int:
        """Rebuild vectors and all other derived data, within `reindexing`; returns how many vectors."""
        ...


class Store(TicketStore, AccountStore, IdempotencyStore, RunbookStore, Maintenance, Protocol):
    """Everything that one backend stores, opened as one object."""

    @property
    def keys(self) -> KeyStore:
        """The API keys of machines."""
        ...

    @property
    def erasure_mark(self) -> ErasureMark:
        """The marker of the last erasure."""
        ...

    @property
    def changes(self) -> ChangeLog:
        """Deployments and other changes."""
        ...

    @property
    def figures(self) -> FigureStore:
        """Statistics about incidents."""
        ...

    @property
    def new_counts(self) -> NewCounts:
        """Counts of recently opened problems."""
        ...

    @property
    def intake_log(self) -> IntakeLog:
        """Records about received bodies."""
        ...

    @property
    def deliveries(self) -> DeliveryStore:
        """Messages on their way to destinations."""
        ...

    @property
    def lanes(self) -> LaneStore:
        """The leases of destinations."""
        ...

    @property
    def silences(self) -> SilenceStore:
        """Silences, which hold back notices."""
        ...

    @property
    def sessions(self) -> SessionStore:
        """Signed-in browsers."""
        ...

    @property
    def watches(self) -> WatchStore:
        """Tickets that somebody must acknowledge by a time."""
        ...

    @property
    def turns(self) -> TurnStore:
        """Turns for periodic work that only one process does at a time."""
        ...
