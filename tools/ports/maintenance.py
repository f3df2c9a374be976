"""The port of maintenance: what an operator does to a store, with or without a running server."""

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
    """Checks, prunes, exports, imports and rebuilds a store; nothing here is needed to serve."""

    async def verify(self) -> Sequence[str]:
        """Every promise that the stored data breaks, one sentence each; empty means all is well."""
        ...

    async def prune(self, resolved_before: float) -> int:
        """Drop the texts and vectors of problems resolved before a time (epoch seconds); returns how many problems.

        Tickets, counts, decisions, resolutions and what people taught by merges and splits stay: a problem that comes
        back is recognised by its fingerprint, and `explain` shows the message that was first seen with it.
        """
        ...

    async def scrub(self, erasure: "Erasure", ids: Collection[str] = (), *, dry_run: bool = False) -> Scrubbed:
        """Erase a text from all but the audit log; with `ids` only from what names one of them.

        Timelines stay sealed, but for those that were not as they had been sealed. Durable step by step: a repeat
        finishes what a crash cut off. `dry_run`: only count.
        """
        ...

    async def export_jsonl(self, path: Path, *, tenant: str | None = None) -> int:
        """Write everything but accounts to a new file; returns the number of lines. Raises InvalidRequest.

        `tenant`: only what that one has, without the audit log.
        """
        ...

    async def erase_tenant(self, tenant: str) -> int:
        """Remove all that a tenant has, its users, keys and records too; returns how many rows or objects."""
        ...

    async def import_jsonl(self, path: Path) -> int:
        """Fill an empty store from an export; returns the number of lines. Raises Conflict or InvalidRequest."""
        ...

    async def renew_aliases(self) -> None:
        """Read again the stored reports that older fingerprint rules read; each text leads where it led before.

        Durable and resumable; fast if nothing is outdated. Called before a store serves.
        """
        ...

    def reindexing(self, identity: str, *, outside: bool) -> AbstractAsyncContextManager[None]:
        """Within it all that is derived is rebuilt for the embedder of that identity; no server starts before its end.

        `outside`: an index outside of the store is rebuilt as well.
        """
        ...

    async def reindex(self, embedder: Embedder) -> int:
        """Rebuild vectors and everything else derived, within `reindexing`; returns how many vectors."""
        ...


class Store(TicketStore, AccountStore, IdempotencyStore, RunbookStore, Maintenance, Protocol):
    """Everything that one backend keeps, opened as one thing."""

    @property
    def keys(self) -> KeyStore:
        """The keys of machines."""
        ...

    @property
    def erasure_mark(self) -> ErasureMark:
        """When a text was last erased."""
        ...

    @property
    def changes(self) -> ChangeLog:
        """What was changed on purpose."""
        ...

    @property
    def figures(self) -> FigureStore:
        """What is counted and measured."""
        ...

    @property
    def new_counts(self) -> NewCounts:
        """How many new problems were opened lately."""
        ...

    @property
    def intake_log(self) -> IntakeLog:
        """What is remembered of bodies that came in."""
        ...

    @property
    def deliveries(self) -> DeliveryStore:
        """What is on its way to people."""
        ...

    @property
    def lanes(self) -> LaneStore:
        """Who serves which destination."""
        ...

    @property
    def silences(self) -> SilenceStore:
        """What people do not want to be told."""
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
        """Whose turn it is to do what one process of all does."""
        ...
