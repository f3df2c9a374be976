"""What a store derived from texts is made again for another embedder: problems, documents and past resolutions."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from typing_extensions import override

from api.acts import reindex
from tests.support.clock import ManualClock
from tests.support.doubles.embedder import WordEmbedder
from tests.support.story import Story
from tools.errors import Misconfigured, Unavailable
from tools.nouns.accounts import Account, Role
from tools.nouns.knowledge import SHARED_TENANT, SectionRow
from tools.ports import LoadedEmbedder
from tools.runbooks.document import make_runbook
from tools.runbooks.ingest import put_document
from tools.runbooks.rows import rows_of
from tools.settings import Backend, Settings
from tools.tickets.embedded import EmbeddedStore

OWN = "# Queue full\n\n## Mitigation\n\nAdd consumers.\n"
BROUGHT = "# Queue full\n\n## Mitigation\n\nStop producers.\n"


class NewModel(WordEmbedder, LoadedEmbedder):
    """Words under another identity."""

    identity = "new"
    closed = False

    @property
    @override
    def background(self) -> WordEmbedder:
        return self

    @override
    def recall(self, text: str) -> None:
        return None

    @override
    async def close(self) -> None:
        self.closed = True


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> NewModel:
    """What the settings ask for."""
    made = NewModel()

    async def opened(_: Settings) -> NewModel:
        return made

    monkeypatch.setattr(reindex, "open_embedder", opened)
    return made


@pytest.fixture
async def settings(tmp_path: Path) -> Settings:
    """Of a store with two tenants, of an older model: three resolved tickets, two own runbooks and a shipped one."""
    store, older = await EmbeddedStore.open(tmp_path, ManualClock(), WordEmbedder.identity), WordEmbedder()
    for name, tenant in (("ann", "default"), ("eve", "acme")):
        await store.create_user(Account(username=name, tenant=tenant, role=Role.ADMIN, password_hash="-"))
    story = Story(store, ManualClock())
    for text in ("queue full", "disk full", "pool empty"):
        await story.resolve((await story.report(text)).incident_id)
    await story.report("still open")
    for name in ("queue", "zebra"):
        await put_document(store, older, "acme", name, OWN)
    shipped = make_runbook("shipped/queue", BROUGHT, "shipped")
    await store.put_runbook(SHARED_TENANT, shipped, await rows_of(shipped, older))
    await store.close()
    return Settings(_env_file=None, data_dir=tmp_path)


async def asked(settings: Settings, question: Callable[[EmbeddedStore], Awaitable[Any]]) -> Any:
    store = await EmbeddedStore.open(settings.data_dir, ManualClock(), NewModel.identity)
    try:
        return await question(store)
    finally:
        await store.close()


async def test_everything_is_embedded_again_and_counted(
    settings: Settings, model: NewModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reindex, "_PAGE", 2)
    assert await reindex.rebuild(settings) == (4, 3 + 3)
    assert model.closed
    assert {"queue full", "disk full", "pool empty"} <= set(model.texts)
    assert [sum(text in each for each in model.texts) for text in ("Add consumers", "Stop producers")] == [2, 1]
    kept = await asked(settings, lambda store: store.runbooks("default"))
    assert sorted(each.source for each in kept) == ["resolution"] * 3 + ["shipped"]


async def test_the_older_model_is_let_in_no_more(settings: Settings, model: NewModel) -> None:
    await reindex.rebuild(settings)
    with pytest.raises(Misconfigured):
        await EmbeddedStore.open(settings.data_dir, ManualClock(), WordEmbedder.identity)


async def test_a_document_of_older_rules_stays_as_it_was(
    settings: Settings, model: NewModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tools.runbooks.rows.MAXIMUM_SECTIONS", 0)
    assert await reindex.rebuild(settings) == (4, 3)
    queue = await asked(settings, lambda store: store.runbook("acme", "queue"))
    assert queue.text == OWN


class Outside:
    """An index elsewhere, of problems and of runbook sections: remembers what it was told to hold."""

    def __init__(self) -> None:
        self.rebuilt = 0
        self.sections: dict[str, list[str]] = {}
        self.fail: Exception | None = None

    async def rebuild(self) -> int:
        if self.fail:
            raise self.fail
        self.rebuilt += 1
        return 0

    async def bring(self, tenant: str, rows: Sequence[SectionRow]) -> None:
        self.sections[tenant] = sorted({str(row.section.runbook_id) for row in rows if row.section.runbook_id})

    async def close(self) -> None:
        self.rebuilt = -self.rebuilt


@pytest.fixture
def outside(settings: Settings, model: NewModel, monkeypatch: pytest.MonkeyPatch) -> Outside:
    index = Outside()

    async def opened(asked: Settings, store: EmbeddedStore, identity: str, opening: AsyncExitStack) -> Any:
        assert (asked.vector_index, identity) == ("pinecone", NewModel.identity)
        assert len(await store.users()) == 2
        opening.push_async_callback(index.close)
        return index, index

    monkeypatch.setattr(reindex, "open_index", opened)
    return index


async def test_an_outside_index_is_filled_from_the_store(settings: Settings, outside: Outside) -> None:
    elsewhere = settings.model_copy(update={"vector_index": Backend.PINECONE})
    assert await reindex.rebuild(elsewhere) == (4, 6)
    assert outside.rebuilt == -1, "rebuilt once, then closed"
    assert outside.sections["acme"] == ["queue", "shipped/queue", "zebra"]
    assert outside.sections["default"] == outside.sections[SHARED_TENANT] == ["shipped/queue"]
    await asked(settings, lambda store: store.ready())


async def test_an_outside_index_half_filled_lets_no_server_start(settings: Settings, outside: Outside) -> None:
    await reindex.rebuild(settings)
    elsewhere, outside.fail = settings.model_copy(update={"vector_index": Backend.PINECONE}), Unavailable("away")
    with pytest.raises(Unavailable):
        await reindex.rebuild(elsewhere)
    with pytest.raises(Misconfigured):
        await asked(settings, lambda store: store.ready())


async def test_a_reindex_cut_off_can_be_run_again(settings: Settings, model: NewModel) -> None:
    model.fail = ConnectionError("the machine went away")
    with pytest.raises(ConnectionError):
        await reindex.rebuild(settings)
    assert model.closed
    for identity in (WordEmbedder.identity, NewModel.identity):
        with pytest.raises(Misconfigured):
            await EmbeddedStore.open(settings.data_dir, ManualClock(), identity)
    model.fail = None
    assert await reindex.rebuild(settings) == (4, 6)
    await asked(settings, lambda store: store.ready())
