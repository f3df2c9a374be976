"""The whole application on a real embedded store, without a socket and without a model."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx
from fastapi import FastAPI
from typing_extensions import override

from api.app import create_app
from tests.support.documented import only_documented
from tests.support.doubles.embedder import WordEmbedder
from tests.support.doubles.everyone import Everyone
from tools.notify.log import LogNotifier
from tools.nouns.accounts import Account, Role
from tools.nouns.knowledge import Advice, Evidence
from tools.ports import Advisor
from tools.runbooks.search import HybridSearch
from tools.settings import Settings
from tools.tickets.embedded import EmbeddedStore, EmbeddedVectors
from tools.toolbox import Toolbox
from tools.vectors.embedded import EmbeddedIndex

SECRET = "an-unguessable-signing-key-0123456789abcdef"
NOBODY = Account(username="nobody", tenant="none", role=Role.ADMIN, password_hash="-", disabled=True)
SignedIn = Callable[..., Awaitable[httpx.AsyncClient]]
ADMIN = {"username": "admin", "password": "correct horse battery"}


class OneLineAdvisor(Advisor):
    @override
    async def advise(self, evidence: Evidence) -> Advice:
        return Advice(abstained=True, reason=f"nothing fits {evidence.question.service}")


async def open_test_toolbox(settings: Settings) -> Toolbox:
    embedder, advisor = WordEmbedder(), OneLineAdvisor()
    store = await EmbeddedStore.open(settings.data_dir, time.time, embedder.identity)
    resources = AsyncExitStack()
    resources.push_async_callback(store.close)
    index = EmbeddedIndex(EmbeddedVectors(settings.data_dir))
    resources.push_async_callback(index.close)
    return Toolbox(
        settings=settings,
        clock=time.time,
        embedder=embedder,
        background=embedder,
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
        search=HybridSearch(store, embedder, settings.runbook_match_threshold, settings.shipped_runbooks),
        advisor=advisor,
        keyless_advisor=advisor,
        adjudicator=None,
        model=None,
        reconciler=None,
        notifier=LogNotifier(),
        deliveries=store.deliveries,
        lanes=store.lanes,
        silences=store.silences,
        watches=store.watches,
        directory=Everyone(),
        whole_store=store,
        resources=resources,
    )


@asynccontextmanager
async def running(toolbox: Toolbox) -> AsyncIterator[FastAPI]:
    app = create_app(toolbox.settings, toolbox)
    # A server collects garbage before it serves; walking all that the suite has imported would take most of a test.
    with patch("api.app.gc"):
        async with app.router.lifespan_context(app):
            yield app


def client_of(app: FastAPI, address: str = "127.0.0.1", **headers: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(address, 5000))
    hooks = {"response": [only_documented(app)]}
    return httpx.AsyncClient(transport=transport, base_url="http://testserver", headers=headers, event_hooks=hooks)


def settings_of(tmp_path: Path, **changes: Any) -> Settings:
    chosen: dict[str, Any] = {
        "data_dir": tmp_path / "data",
        "jwt_secret_key": SECRET,
        "admin_password": ADMIN["password"],
    }
    return Settings(_env_file=None, **(chosen | {"advice_wait_seconds": 2} | changes))
