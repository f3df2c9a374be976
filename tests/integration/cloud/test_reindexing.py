"""`incident-responder reindex` on S3 and Pinecone: another model finds the same problems; no two models mix."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import numpy as np
import pytest

from agents.report import input_of, read_report
from api.commands.reindex import reindex
from graph.builder import build_graph, make_agents
from tests.support.clock import ManualClock
from tools.embeddings.encoder import Encoder
from tools.embeddings.minilm import MiniLM
from tools.embeddings.prepared import KnownVectors
from tools.errors import Misconfigured, Unavailable
from tools.nouns.accounts import Account, Role
from tools.nouns.redacted import Redacted
from tools.runbooks.ingest import put_document
from tools.settings import Settings
from tools.text.identity.fingerprint import profile_of
from tools.tickets.s3 import S3Store
from tools.toolbox import Toolbox, open_toolbox
from tools.vectors.pinecone import namespace_of
from tools.vectors.pinecone_sections import runbooks_of

RUNBOOK = "# Lambda timeout\n\n## Meaning\n\nThe function ran too long.\n\n## Mitigation\n\nRaise the timeout.\n"
FIRST, SECOND = "Failed to open the connection to the database", "Failed to open connection to database"
THREE_HOURS = 3 * 3600.0


class Turned(MiniLM):
    """Another model: within it texts are as near as ever, to the vectors of the first they are strangers."""

    fails = False

    def __init__(self, encoder: Encoder, queue: int, _: str, __: KnownVectors) -> None:
        super().__init__(encoder, queue, "turned@1")

    async def embed(self, texts: Sequence[Redacted]) -> list[bytes]:
        return await self.embed_in_background(texts)

    async def embed_in_background(self, texts: Sequence[Redacted]) -> list[bytes]:
        if self.fails and "open" in "".join(texts):
            raise ConnectionError("the machine went away")
        vectors = await super().embed_in_background(texts)
        return [np.frombuffer(vector, "<f4")[::-1].tobytes() for vector in vectors]


@pytest.fixture(autouse=True)
def place(clouds: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A bucket folder and tenants of one's own."""
    monkeypatch.setenv("S3_PREFIX", tmp_path.name)


@asynccontextmanager
async def opened(clock: ManualClock) -> AsyncIterator[Toolbox]:
    toolbox = await open_toolbox(Settings(), clock)
    try:
        yield toolbox
    finally:
        await toolbox.close()


async def told(toolbox: Toolbox, log: str) -> tuple[str, str]:
    graph = build_graph(make_agents(toolbox).nodes)
    answer = await graph.ainvoke(input_of(read_report({"log": log, "service": "payments"}, "default", toolbox.clock())))
    return answer["status"], answer["incident_id"]


async def begin(clock: ManualClock) -> str:
    """A problem, a runbook, and an account that names the tenant."""
    async with opened(clock) as toolbox:
        await toolbox.accounts.create_user(Account(username="ann", tenant="default", role=Role.ADMIN, password_hash=""))
        await put_document(toolbox.runbooks, toolbox.background, "default", "lambda", RUNBOOK)
        status, incident_id = await told(toolbox, FIRST)
    assert status == "new"
    return incident_id


async def again(clock: ManualClock, log: str) -> tuple[str, str]:
    async with opened(clock) as toolbox:
        return await told(toolbox, log)


async def nearest(clock: ManualClock) -> float:
    """How near the first problem is found to itself."""
    async with opened(clock) as toolbox:
        report = read_report({"log": FIRST, "service": "payments"}, "default", toolbox.clock())
        [vector] = await toolbox.embedder.embed([profile_of(report).template])
        _, [found] = await toolbox.index.search("default", "payments", vector, 3)
        return found.cosine


def use(model: type[MiniLM], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.embeddings.minilm.MiniLM", model)


def namespaces(clouds: dict[str, str]) -> dict[str, list[str]]:
    return dict(httpx.get(f"{clouds['PINECONE_HOST']}/_double/namespaces").json())


@pytest.mark.parametrize("later", [0.0, THREE_HOURS])
def test_another_model_is_refused_then_finds_the_same(
    later: float, clouds: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`later` tells the list of the newest, which S3 keeps, from what only Pinecone knows any more."""
    httpx.put(f"{clouds['PINECONE_HOST']}/_double/settings", json={})
    clock = ManualClock()
    incident_id = asyncio.run(begin(clock))
    before = namespaces(clouds)[runbooks_of("default")]
    use(Turned, monkeypatch)
    with pytest.raises(Misconfigured, match="EMBEDDINGS: .*all-MiniLM.*turned@1.*incident-responder reindex"):
        asyncio.run(begin(clock))
    reindex()
    clock.pass_(later)
    assert asyncio.run(nearest(clock)) == pytest.approx(1.0, abs=1e-3)
    assert asyncio.run(again(clock, SECOND)) == ("existing", incident_id)
    after = namespaces(clouds)
    assert len(after[namespace_of("default")]) == 2
    assert set(after[runbooks_of("default")]).isdisjoint(before)
    use(MiniLM, monkeypatch)
    with pytest.raises(Misconfigured, match="turned@1.*all-MiniLM.*incident-responder reindex"):
        asyncio.run(again(clock, SECOND))


def test_a_reindex_cut_off_lets_no_model_in_until_it_is_done(
    clouds: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = ManualClock()
    incident_id = asyncio.run(begin(clock))
    use(Turned, monkeypatch)
    reindexed = S3Store.reindex

    async def dies(store: S3Store, embedder: Turned) -> int:
        monkeypatch.setattr(Turned, "fails", True)
        return await reindexed(store, embedder)

    monkeypatch.setattr(S3Store, "reindex", dies)
    with pytest.raises(ConnectionError):
        reindex()
    monkeypatch.setattr(S3Store, "reindex", reindexed)
    monkeypatch.setattr(Turned, "fails", False)
    for model in (Turned, MiniLM):
        use(model, monkeypatch)
        with pytest.raises(Misconfigured, match="an unfinished reindex to turned@1.*incident-responder reindex"):
            asyncio.run(again(clock, SECOND))
    use(Turned, monkeypatch)
    reindex()
    assert asyncio.run(again(clock, SECOND)) == ("existing", incident_id)


@pytest.mark.parametrize("store", ["s3", "embedded"])
def test_no_server_starts_on_an_index_that_was_not_filled(
    store: str, clouds: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TICKET_STORE", store)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    settings = f"{clouds['PINECONE_HOST']}/_double/settings"
    httpx.put(settings, json={})
    clock = ManualClock()
    incident_id = asyncio.run(begin(clock))
    httpx.put(settings, json={"failing": True})
    with pytest.raises(Unavailable):
        reindex()
    httpx.put(settings, json={})
    with pytest.raises(Misconfigured, match="an unfinished reindex to .*incident-responder reindex"):
        asyncio.run(again(clock, SECOND))
    reindex()
    assert asyncio.run(again(clock, SECOND)) == ("existing", incident_id)


def test_a_lost_index_is_filled_again(clouds: dict[str, str]) -> None:
    clock = ManualClock()
    incident_id = asyncio.run(begin(clock))
    httpx.delete(f"{clouds['PINECONE_HOST']}/_double/vectors")
    httpx.put(f"{clouds['PINECONE_HOST']}/_double/settings", json={})
    reindex()
    clock.pass_(THREE_HOURS)
    assert asyncio.run(nearest(clock)) == pytest.approx(1.0, abs=1e-3)
    assert asyncio.run(again(clock, SECOND)) == ("existing", incident_id)
