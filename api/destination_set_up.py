"""What the commands about destinations work with: the configuration alone, or the opened destinations."""

import json
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TypeVar

import typer
from rich.console import Console

from api.acts.destinations import RouteExplanation, explain_message, explain_routes
from api.console import complete_id, with_store
from tools.backends import open_directory, open_notifier
from tools.errors import Misconfigured
from tools.messages.samples import Sample, message_like
from tools.messages.telling import message_of
from tools.nouns.json_types import Stored
from tools.nouns.notices import NoticeKind
from tools.nouns.redacted import derived
from tools.nouns.severity import Severity
from tools.ports import Store
from tools.routing import values
from tools.routing.configuration import Configuration, environment, load_configuration
from tools.routing.directory import RoutedDirectory
from tools.rules.notices import notice_of
from tools.settings import Settings
from tools.text.redaction.redact import redact

T = TypeVar("T")
CANNOT_SAY = 2
_SAMPLE_KEYS = ("service", "environment", "severity", "labels", "kind", "tenant")


def configuration(*, with_secrets: bool = True) -> tuple[Configuration, str | None]:
    """Return the configuration that the settings name, and NOTIFY_WEBHOOK_URL.

    Raises typer.Exit after saying what is wrong.
    """
    settings = Settings()
    try:
        return load_configuration(settings, environment() if with_secrets else None), settings.notify_webhook_url
    except Misconfigured as error:
        raise _refused(str(error)) from error


def with_directory(work: Callable[[RoutedDirectory], Awaitable[T]]) -> T:
    """Open every destination, do the work, close them."""
    return with_directory_and_store(lambda directory, _: work(directory))


def with_directory_and_store(work: Callable[[RoutedDirectory, Store], Awaitable[T]]) -> T:
    """Do the same with the store open too."""

    async def run(store: Store) -> T:
        settings = Settings()
        async with AsyncExitStack() as opening:
            try:
                directory = open_directory(settings, open_notifier(settings, opening), time.time, opening)
            except Misconfigured as error:
                raise _refused(str(error)) from error
            return await work(directory, store)

    return with_store(run)


def explain_incident(typed: str, kind: str, tenant: str) -> RouteExplanation:
    """Explain who would be notified of a stored incident now."""

    async def explained(directory: RoutedDirectory, store: Store) -> RouteExplanation:
        ticket = await store.incident(tenant, await complete_id(store, tenant, typed))
        became = NoticeKind.REGRESSED if ticket.regression_of else NoticeKind.OPENED
        told = notice_of(ticket, _kind(kind) or became, ticket.first_seen)
        message = await message_of(told, store, None)
        return explain_message(directory, directory.routes, message)

    return with_directory_and_store(explained)


def explain_sample(file: Path, kind: str, tenant: str) -> RouteExplanation:
    """Explain who would be notified of such an incident. Raises typer.Exit for a sample that cannot be read."""
    found, _ = configuration(with_secrets=False)
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text("utf-8")
        sample = _sample(json.loads(text), kind, tenant)
    except (OSError, ValueError) as error:
        raise _refused(f"--sample {file}: {error}") from error
    names = [each.name for each in found.specs]
    return explain_routes(found.routes, names, message_like(sample, time.time()))


def _sample(stored: Stored, kind: str, tenant: str) -> Sample:
    """Raises ValueError."""
    if not isinstance(stored, dict):
        raise ValueError("a JSON object is needed")
    for key in stored:
        values.known(key, _SAMPLE_KEYS)
    labels = values.table(stored.get("labels", {}))
    return Sample(
        service=redact(str(stored.get("service", ""))),
        environment=redact(str(stored.get("environment", ""))),
        severity=Severity.parse(str(stored.get("severity", "MEDIUM"))),
        labels={derived(name): redact(str(value)) for name, value in labels.items()},
        kind=_kind(kind or str(stored.get("kind", ""))) or NoticeKind.OPENED,
        tenant=str(stored.get("tenant", tenant)),
    )


def _kind(word: str) -> NoticeKind | None:
    """Raises ValueError for an unknown word."""
    return NoticeKind(values.known(word, [each.value for each in NoticeKind])) if word else None


def _refused(problem: str) -> typer.Exit:
    errors = Console(stderr=True)
    errors.print(f"error: {problem}", markup=False, highlight=False, soft_wrap=True)
    return typer.Exit(CANNOT_SAY)
