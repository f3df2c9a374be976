"""Chooses the implementation of each port from the settings, and imports only the chosen ones."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from tools.audit_keys import seal_of
from tools.errors import Misconfigured
from tools.notify.log import LogNotifier
from tools.notify.notifier_destination import NotifierDestination
from tools.ports import (
    Adjudicator,
    Advisor,
    Clock,
    LoadedEmbedder,
    Notifier,
    Queue,
    SectionIndex,
    Store,
    VectorIndex,
)
from tools.ports.vectors import VectorSource
from tools.settings import Backend, Precision, Settings
from tools.tickets.first_seal import begin_seal

if TYPE_CHECKING:
    from tools.advisors.llm import LanguageModel
    from tools.routing.directory import RoutedDirectory
    from tools.vectors.embedded import EmbeddedIndex


@dataclass(frozen=True, slots=True)
class Advising:
    """The advisors and the adjudicator."""

    advisor: Advisor
    keyless: Advisor
    """Writes from the runbooks alone; without a model it is the `advisor`."""

    adjudicator: Adjudicator | None = None
    """Decides doubtful matches; None: they stay undecided."""

    model: "LanguageModel | None" = None
    """The model that advisor and adjudicator share."""


async def open_embedder(settings: Settings) -> LoadedEmbedder:
    """Load the configured embedder. Raises Misconfigured."""
    match settings.embeddings_backend:
        case Backend.HUGGINGFACE:
            from tools.embeddings.huggingface import HuggingFace

            return await HuggingFace.load(settings)
        case _:  # minilm, the only other choice
            from tools.embeddings.minilm import MiniLM

            return await MiniLM.load(settings)


def settings_of_stored(settings: Settings, stored: str) -> Settings | None:
    """The settings with the EMBEDDINGS_PRECISION of a MiniLM embedder's identity; None for any other embedder."""
    if settings.embeddings_backend is not Backend.MINILM:
        return None
    from tools.embeddings.minilm import identity_of

    fitting = (precision for precision in Precision if identity_of(precision) == stored)
    return next((settings.model_copy(update={"embeddings_precision": each}) for each in fitting), None)


async def open_store(settings: Settings, clock: Clock, embedder_identity: str) -> Store:
    """Open the configured store, and renew aliases that older fingerprint rules wrote. "" opens it for any embedder.

    Raises Misconfigured if it holds another embedder's vectors, StoreUnavailable if it cannot be read or written.
    """
    store = await _store(settings, clock, embedder_identity)
    try:
        await begin_seal(settings, store)
        await store.renew_aliases()
    except BaseException:
        await store.close()
        raise
    return store


async def _store(settings: Settings, clock: Clock, embedder_identity: str) -> Store:
    seal = await asyncio.to_thread(seal_of, settings)
    match settings.store_backend:
        case Backend.S3:
            from tools.tickets.s3 import S3Store

            return await S3Store.open(settings, clock, seal)
        case _:
            from tools.tickets.embedded import EmbeddedStore

            return await EmbeddedStore.open(settings.data_dir, clock, embedder_identity, settings.policy, seal)


async def open_index(
    settings: Settings, store: Store, embedder_identity: str, opening: AsyncExitStack
) -> tuple[VectorIndex, SectionIndex | None]:
    """Open the index of problems, and that of runbook sections if they have a separate one.

    `opening` closes them. Raises Misconfigured if the stored vectors come from another embedder.
    """
    match settings.index_backend:
        case Backend.PINECONE:
            source = store if isinstance(store, VectorSource) else await _embedded_index(settings, opening)
            return await _pinecone(settings, source, embedder_identity, opening)
        case _ if isinstance(store, VectorSource):
            from tools.vectors.s3 import S3Index

            return await S3Index.open(store, embedder_identity), None
        case _:
            return await _embedded_index(settings, opening), None


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


async def _embedded_index(settings: Settings, opening: AsyncExitStack) -> "EmbeddedIndex":
    from tools.tickets.embedded import EmbeddedVectors
    from tools.vectors.embedded import EmbeddedIndex

    index = EmbeddedIndex(EmbeddedVectors(settings.data_dir))
    opening.push_async_callback(index.close)
    return index


async def open_queue(settings: Settings, clock: Clock, opening: AsyncExitStack) -> Queue | None:
    """Open the queue of QUEUE_URL; None without it. `opening` closes it. Raises Misconfigured or Unavailable."""
    if settings.queue_url is None:
        return None
    queue: Queue
    if settings.queue_in_process:
        from tools.queue.memory import MemoryQueue

        queue = MemoryQueue(clock)
    else:
        queue = await open_shared_queue(settings)
    opening.push_async_callback(queue.close)
    return queue


async def open_shared_queue(settings: Settings) -> Queue:
    """Open the queue that processes share. Raises Misconfigured if there is none or it is unusable, or Unavailable."""
    if settings.queue_url is None or settings.queue_in_process:
        raise Misconfigured("QUEUE_URL is not a queue that processes share: set it to the URL of an SQS queue")
    from tools.queue.sqs import SqsQueue

    return await SqsQueue.open(settings, settings.queue_url)


def open_notifier(settings: Settings, opening: AsyncExitStack) -> Notifier:
    """Open the webhook of NOTIFY_WEBHOOK_URL, else the log; `opening` closes it. Raises Misconfigured."""
    if settings.notify_webhook_url is None:
        return LogNotifier()
    from tools.notify.webhook import WebhookNotifier

    notifier = WebhookNotifier.open(settings)
    opening.push_async_callback(notifier.close)
    return notifier


def open_directory(settings: Settings, notifier: Notifier, clock: Clock, opening: AsyncExitStack) -> "RoutedDirectory":
    """Open the destinations of DESTINATIONS_FILE, or those of single settings; `opening` closes them.

    The receiver of NOTIFY_WEBHOOK_URL is always included. Without any, notices go to the log. Raises Misconfigured.
    """
    from tools.notify.adapters import open_destination
    from tools.routing.configuration import OLDER_WEBHOOK, environment
    from tools.routing.directory import RoutedDirectory

    always = [NotifierDestination(OLDER_WEBHOOK, notifier)] if settings.notify_webhook_url is not None else []
    directory = RoutedDirectory(settings, environment, lambda spec: open_destination(spec, clock), always)
    opening.push_async_callback(directory.close)
    return directory


def open_advising(settings: Settings, opening: AsyncExitStack) -> Advising:
    """Open the runbook advisor and, if configured, a language model; `opening` closes them."""
    from tools.advisors.keyless import KeylessAdvisor

    keyless = KeylessAdvisor()
    if settings.advisor_backend is not Backend.OPENAI:
        return Advising(keyless, keyless)
    from tools.advisors.llm import LanguageModel
    from tools.advisors.openai import OpenAIAdvisor
    from tools.advisors.openai_adjudicator import OpenAIAdjudicator

    model = LanguageModel(settings)
    opening.push_async_callback(model.close)
    opening.callback(asyncio.create_task(model.warn_of_shutdown()).cancel)
    advisor = OpenAIAdvisor(model, keyless, settings.openai_timeout_seconds)
    return Advising(advisor, keyless, OpenAIAdjudicator(model), model)


def load_search_and_advice() -> None:
    """Load what only new problems need; a process that counts known ones never does."""
    for name in ("tools.runbooks.query", "tools.runbooks.view", "tools.advisors.runbook"):
        import_module(name)
    from tools.advisors.dangers import checks

    checks()
