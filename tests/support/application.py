"""The whole application on a real embedded store, without a socket and without a model."""

import hashlib
import math
import struct
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx
from fastapi import FastAPI

from api.app import create_app
from tools.notify.log import LogNotifier
from tools.nouns.accounts import Account, Role
from tools.nouns.knowledge import Advice, Evidence
from tools.runbooks.search import HybridSearch
from tools.settings import Settings
from tools.tickets.embedded import EmbeddedStore, EmbeddedVectors
from tools.toolbox import Toolbox
from tools.vectors.embedded import EmbeddedIndex

SECRET = "an-unguessable-signing-key-0123456789abcdef"
NOBODY = Account(username="nobody", tenant="none", role=Role.ADMIN, password_hash="-", disabled=True)
SignedIn = Callable[..., Awaitable[httpx.AsyncClient]]
ADMIN = {"username": "admin", "password": "correct horse battery"}


class HashedWords:
    """An embedder without a model: each word has a direction of its own."""

    identity = "hashed-words"
    dimension = 384

    async def embed(self, texts: Sequence[str]) -> list[bytes]:
        return [_vector(text) for text in texts]


def _vector(text: str) -> bytes:
    sums = [1e-6] * 384
    for word in text.lower().split():
        sums[int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big") % 384] += 1.0
    length = math.sqrt(sum(value * value for value in sums))
    return struct.pack("<384f", *(value / length for value in sums))


class OneLineAdvisor:
    async def advise(self, evidence: Evidence) -> Advice:
        return Advice(abstained=True, reason=f"nothing fits {evidence.question.service}")


async def open_test_toolbox(settings: Settings) -> Toolbox:
    embedder, advisor = HashedWords(), OneLineAdvisor()
    store = await EmbeddedStore.open(settings.data_dir, time.time, embedder.identity)
    resources = AsyncExitStack()
    resources.push_async_callback(store.close)
    index = await EmbeddedIndex.open(EmbeddedVectors(settings.data_dir))
    resources.push_async_callback(index.close)
    return Toolbox(
        settings=settings,
        clock=time.time,
        embedder=embedder,
        background=embedder,
        store=store,
        accounts=store,
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
    return httpx.AsyncClient(transport=transport, base_url="http://testserver", headers=headers)


def settings_of(tmp_path: Path, **changes: Any) -> Settings:
    chosen = {"data_dir": tmp_path / "data", "jwt_secret_key": SECRET, "admin_password": ADMIN["password"]}
    return Settings(_env_file=None, **(chosen | {"advice_wait_seconds": 2} | changes))
