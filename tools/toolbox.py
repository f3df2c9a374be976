"""Everything the product works with, opened once: the one place that picks implementations by the settings."""

import asyncio
import time
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeAlias, runtime_checkable

from tools.errors import Misconfigured
from tools.notify.log import LogNotifier
from tools.ports import (
    AccountStore,
    Adjudicator,
    Advisor,
    Clock,
    Embedder,
    IdempotencyStore,
    LoadedEmbedder,
    Notifier,
    Reconciler,
    RunbookStore,
    SectionIndex,
    Store,
    TicketStore,
    VectorIndex,
)
from tools.settings import Backend, Settings
from tools.vectors.source import VectorSource

if TYPE_CHECKING:
    from tools.advisors.llm import LanguageModel
    from tools.resilience import Guard
    from tools.runbooks.search import HybridSearch


Breaker: TypeAlias = "Guard | LanguageModel"


@runtime_checkable
class _Guarded(Protocol):
    """Calls an outside service."""

    guard: "Guard"


@dataclass(frozen=True, slots=True)
class Toolbox:
    """The ports, opened. `background` embeds for work that nobody waits for; `adjudicator` None: nobody answers.

    `reconciler` None: the store needs none. `keyless_advisor` writes from the runbooks alone; without a model it is the
    `advisor`. `model` is what advisor and adjudicator share, None without one.
    """

    settings: Settings
    clock: Clock
    embedder: Embedder
    background: Embedder
    store: TicketStore
    accounts: AccountStore
    idempotency: IdempotencyStore
    runbooks: RunbookStore
    index: VectorIndex
    search: "HybridSearch"
    advisor: Advisor
    keyless_advisor: Advisor
    adjudicator: Adjudicator | None
    model: "LanguageModel | None"
    notifier: Notifier
    reconciler: Reconciler | None
    resources: AsyncExitStack
    breakers: "Mapping[str, Breaker]" = field(default_factory=dict)

    def breaker_states(self) -> dict[str, str]:
        """Each outside service's breaker as its last call left it: closed, opened or half-opened."""
        return {name: breaker.state for name, breaker in self.breakers.items()}

    async def close(self) -> None:
        """Close everything, in the reverse order of opening."""
        await self.resources.aclose()


async def open_toolbox(settings: Settings, clock: Clock = time.time) -> Toolbox:
    """Open every port the settings ask for; what cannot be opened leaves nothing open.

    Raises Misconfigured when the settings cannot work, StoreUnavailable when the data cannot be read or written.
    """
    from tools.runbooks.search import HybridSearch

    async with AsyncExitStack() as opening:
        embedder = await open_embedder(settings)
        opening.push_async_callback(embedder.close)
        store = await open_store(settings, clock, embedder.identity)
        opening.push_async_callback(store.close)
        index, sections = await open_index(settings, store, embedder.identity, opening)
        search = HybridSearch(
            store, embedder.background, settings.runbook_match_threshold, settings.shipped_runbooks, sections
        )
        advising = _advising(settings, opening)
        notifier = _notifier(settings, opening)
        return Toolbox(
            settings=settings,
            clock=clock,
            embedder=embedder,
            background=embedder.background,
            store=store,
            accounts=store,
            idempotency=store,
            runbooks=store,
            index=index,
            search=search,
            advisor=advising.advisor,
            keyless_advisor=advising.keyless,
            adjudicator=advising.adjudicator,
            model=advising.model,
            notifier=notifier,
            reconciler=store if isinstance(store, Reconciler) else None,
            breakers=_breakers(advising.model, store, index, notifier),
            resources=opening.pop_all(),
        )


async def open_embedder(settings: Settings) -> LoadedEmbedder:
    """The embedder the settings ask for. Raises Misconfigured."""
    match settings.embeddings_backend:
        case Backend.MINILM:
            from tools.embeddings.minilm import MiniLM

            return await MiniLM.load(settings)
        case Backend.HUGGINGFACE:
            from tools.embeddings.huggingface import HuggingFace

            return await HuggingFace.load(settings)
        case other:
            raise Misconfigured(f"EMBEDDINGS={other}: use minilm or huggingface")


async def open_store(settings: Settings, clock: Clock, embedder_identity: str) -> Store:
    """The store the settings ask for. An empty identity opens it for any embedder.

    Raises Misconfigured when it holds vectors of another embedder, StoreUnavailable when it cannot be read or written.
    """
    match settings.store_backend:
        case Backend.EMBEDDED:
            from tools.tickets.embedded import EmbeddedStore

            return await EmbeddedStore.open(settings.data_dir, clock, embedder_identity, settings.policy)
        case Backend.S3:
            from tools.tickets.s3 import S3Store

            return await S3Store.open(settings, clock)
        case other:
            raise Misconfigured(f"TICKET_STORE={other}: use embedded or s3")


async def open_index(
    settings: Settings, store: Store, embedder_identity: str, opening: AsyncExitStack
) -> tuple[VectorIndex, SectionIndex | None]:
    """The search for near problems, and for runbook sections where they have an index of their own.

    `opening` closes them. Raises Misconfigured when the stored vectors come from another embedder.
    """
    match settings.index_backend:
        case Backend.EMBEDDED if isinstance(store, VectorSource):
            from tools.vectors.s3 import S3Index

            return await S3Index.open(store, embedder_identity), None
        case Backend.EMBEDDED:
            from tools.vectors.embedded import EmbeddedIndex

            mirror = await EmbeddedIndex.open(settings.data_dir)
            opening.push_async_callback(mirror.close)
            return mirror, None
        case Backend.PINECONE:
            source = store if isinstance(store, VectorSource) else await _embedded_source(settings, opening)
            return await _pinecone(settings, source, embedder_identity, opening)
        case other:
            raise Misconfigured(f"VECTOR_INDEX={other}: use embedded or pinecone")


async def _pinecone(
    settings: Settings, source: VectorSource, embedder_identity: str, opening: AsyncExitStack
) -> tuple[VectorIndex, SectionIndex]:
    from tools.vectors.pinecone import PineconeIndex
    from tools.vectors.pinecone_sections import PineconeSections

    index = await PineconeIndex.open(settings, source, embedder_identity)
    opening.push_async_callback(index.close)
    sections = PineconeSections(index.client)
    opening.push_async_callback(sections.close)
    return index, sections


async def _embedded_source(settings: Settings, opening: AsyncExitStack) -> VectorSource:
    from tools.vectors.embedded_source import EmbeddedSource

    source = await EmbeddedSource.open(settings.data_dir)
    opening.push_async_callback(source.close)
    return source


def _notifier(settings: Settings, opening: AsyncExitStack) -> Notifier:
    if settings.notify_webhook_url is None:
        return LogNotifier()
    from tools.notify.webhook import WebhookNotifier

    notifier = WebhookNotifier.open(settings)
    opening.push_async_callback(notifier.close)
    return notifier


def _breakers(model: "LanguageModel | None", *parts: Store | VectorIndex | Notifier) -> "dict[str, Breaker]":
    """By the name of the outside service; embedded parts call none."""
    found: dict[str, Breaker] = {part.guard.name: part.guard for part in parts if isinstance(part, _Guarded)}
    return found | {"openai": model} if model else found


class _Advising(NamedTuple):
    """Who writes the advice, who answers the ask band, and the model that both share."""

    advisor: Advisor
    keyless: Advisor
    adjudicator: Adjudicator | None = None
    model: "LanguageModel | None" = None


def _advising(settings: Settings, opening: AsyncExitStack) -> _Advising:
    from tools.advisors.runbook import RunbookAdvisor

    keyless = RunbookAdvisor()
    match settings.advisor_backend:
        case Backend.RUNBOOK:
            return _Advising(keyless, keyless)
        case Backend.OPENAI:
            from tools.advisors.llm import LanguageModel
            from tools.advisors.openai import OpenAIAdvisor
            from tools.advisors.openai_adjudicator import OpenAIAdjudicator

            model = LanguageModel(settings)
            opening.push_async_callback(model.close)
            opening.callback(asyncio.create_task(model.warn_of_shutdown()).cancel)
            advisor = OpenAIAdvisor(model, keyless, settings.openai_timeout_seconds)
            return _Advising(advisor, keyless, OpenAIAdjudicator(model), model)
        case other:
            raise Misconfigured(f"ADVISOR={other}: use runbook or openai")
