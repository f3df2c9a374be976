"""All opened ports of one process. `tools.backends` chooses the implementations."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol, TypeAlias, runtime_checkable

from tools.backends import (
    Advising,
    load_search_and_advice,
    open_advising,
    open_directory,
    open_embedder,
    open_index,
    open_notifier,
    open_queue,
    open_store,
    settings_of_stored,
)
from tools.errors import OtherEmbedder
from tools.ports import (
    AccountStore,
    Adjudicator,
    Advisor,
    ChangeLog,
    Clock,
    DeliveryStore,
    Directory,
    Embedder,
    FigureStore,
    IdempotencyStore,
    IntakeLog,
    KeyStore,
    LaneStore,
    Notifier,
    Queue,
    Reconciler,
    RunbookStore,
    SessionStore,
    SilenceStore,
    Store,
    TicketStore,
    VectorIndex,
    WatchStore,
)
from tools.settings import Settings
from tools.telemetry.model_watch import Instead
from tools.telemetry.tracing import UNTRACED, Tracing, open_tracing
from tools.tenant_watch import TenantWatch

if TYPE_CHECKING:
    from tools.advisors.llm import LanguageModel
    from tools.resilience import Guard
    from tools.runbooks.search import HybridSearch

log = logging.getLogger(__name__)
Breaker: TypeAlias = "Guard | LanguageModel"


@dataclass(frozen=True, slots=True)
class Toolbox:
    """The opened ports."""

    settings: Settings
    clock: Clock
    embedder: Embedder
    background: Embedder
    """The same embedder for work that no caller waits for; it yields to `embedder`."""

    store: TicketStore
    accounts: AccountStore
    keys: KeyStore
    intake_log: IntakeLog
    changes: ChangeLog
    sessions: SessionStore
    figures: FigureStore
    idempotency: IdempotencyStore
    runbooks: RunbookStore
    index: VectorIndex
    search: "HybridSearch"
    advisor: Advisor
    keyless_advisor: Advisor
    """Writes from the runbooks alone; without a model it is the `advisor`."""

    adjudicator: Adjudicator | None
    """Decides doubtful matches; None if there is no model."""

    model: "LanguageModel | None"
    """The language model that advisor and adjudicator share, if there is one."""

    notifier: Notifier
    """Receives notices if there are no destinations."""

    deliveries: DeliveryStore
    lanes: LaneStore
    silences: SilenceStore
    watches: WatchStore
    directory: Directory
    """The destinations and their routes."""

    reconciler: Reconciler | None
    """Repairs what crashed processes left half done; None if the store needs no repairs."""

    whole_store: Store
    """The store as a whole, for work that concerns all of it."""

    resources: AsyncExitStack
    """Closes everything, in the reverse order of opening."""

    breakers: "Mapping[str, Breaker]" = field(default_factory=dict)
    """Circuit breakers by the name of the outside service."""

    queue: Queue | None = None
    """The queue for accepted reports; None if each is decided at once."""

    tracing: Tracing = UNTRACED
    """Begins traces."""

    def breaker_states(self) -> dict[str, str]:
        """The state of each outside service's breaker after its last call: closed, opened or half-opened."""
        return {name: breaker.state for name, breaker in self.breakers.items()}

    async def prepare(self) -> None:
        """Load what only new problems need: the model, the vectors, and the checks of advice."""
        await asyncio.gather(self.embedder.prepare(), self.index.prepare(), asyncio.to_thread(load_search_and_advice))

    async def close(self) -> None:
        """Close everything."""
        await self.resources.aclose()


async def open_toolbox(settings: Settings, clock: Clock = time.time) -> Toolbox:
    """Open every configured port; if one fails, all others are closed again.

    A store whose vectors have the other EMBEDDINGS_PRECISION keeps it until `reindex`, so that a new default does not
    refuse an old store. Raises Misconfigured if the settings cannot work, StoreUnavailable if the data cannot be read
    or written.
    """
    try:
        return await _opened(settings, clock)
    except OtherEmbedder as other:
        kept = settings_of_stored(settings, other.stored)
        if kept is None:
            raise
        log.warning(
            "the stored vectors are %s, so EMBEDDINGS_PRECISION=%s is used; `incident-responder reindex` changes them "
            "to %s, with the servers stopped",
            other.stored,
            kept.embeddings_precision,
            settings.embeddings_precision,
        )
    return await _opened(kept, clock)


async def _opened(settings: Settings, clock: Clock) -> Toolbox:
    from tools.runbooks.search import HybridSearch

    async with AsyncExitStack() as opening:
        tracing = open_tracing(settings, opening)
        embedder = await open_embedder(settings)
        opening.push_async_callback(embedder.close)
        store = await open_store(settings, clock, embedder.identity)
        opening.push_async_callback(store.close)
        index, sections = await open_index(settings, store, embedder.identity, opening)
        search = HybridSearch(
            store,
            embedder.background,
            settings.runbook_match_threshold,
            settings.shipped_runbooks,
            sections,
            embedder.recall,
        )
        advising = _within_quotas(open_advising(settings, opening), store, clock)
        notifier = open_notifier(settings, opening)
        queue = await open_queue(settings, clock, opening)
        return Toolbox(
            settings=settings,
            clock=clock,
            embedder=embedder,
            background=embedder.background,
            store=store,
            accounts=store,
            keys=store.keys,
            intake_log=store.intake_log,
            changes=store.changes,
            sessions=store.sessions,
            figures=store.figures,
            idempotency=store,
            runbooks=store,
            index=index,
            search=search,
            advisor=advising.advisor,
            keyless_advisor=advising.keyless,
            adjudicator=advising.adjudicator,
            model=advising.model,
            notifier=notifier,
            deliveries=store.deliveries,
            lanes=store.lanes,
            silences=store.silences,
            watches=store.watches,
            directory=open_directory(settings, notifier, clock, opening),
            reconciler=store if isinstance(store, Reconciler) else None,
            whole_store=store,
            breakers=_breakers(advising.model, store, index, notifier, queue),
            resources=opening.pop_all(),
            queue=queue,
            tracing=tracing,
        )


def _within_quotas(advising: Advising, store: Store, clock: Clock) -> Advising:
    """Wrap advisor and adjudicator so that model calls stay within each tenant's quota."""
    model = advising.model
    if model is None:
        return advising
    from tools.advisors.quota import QuotaAdjudicator, QuotaAdvisor, counting

    def without(instead: Instead) -> Callable[[], None]:
        return lambda: model.watch.did_without(instead, "quota")

    watch, ruling = TenantWatch(store.tenants, clock), advising.adjudicator
    model.count = counting(watch)
    return replace(
        advising,
        advisor=QuotaAdvisor(advising.advisor, advising.keyless, watch, without(Instead.RUNBOOKS)),
        adjudicator=None if ruling is None else QuotaAdjudicator(ruling, watch, without(Instead.NO_RULING)),
    )


@runtime_checkable
class _Guarded(Protocol):
    """An implementation that calls an outside service."""

    guard: "Guard"


def _breakers(model: "LanguageModel | None", *parts: object) -> "dict[str, Breaker]":
    """The breakers, by the name of the outside service; embedded parts have none."""
    found: dict[str, Breaker] = {part.guard.name: part.guard for part in parts if isinstance(part, _Guarded)}
    return found | {"openai": model} if model else found
