"""What a store derived from texts is made again for another embedder: problems, documents and past resolutions."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from typing_extensions import override

from api.acts import reindex
from tests.support.clock import ManualClock
from tests.support.doubles.embedder import WordEmbedder
from tests.support.story import Story
from tools.errors import Misconfigured
from tools.nouns.accounts import Account, Role
from tools.nouns.knowledge import SHARED_TENANT
from tools.ports import LoadedEmbedder
from tools.runbooks.document import make_runbook
from tools.runbooks.ingest import put_document
from tools.runbooks.rows import rows_of
from tools.settings import Settings
from tools.tickets.embedded import EmbeddedStore

OWN = "# Queue full\n\n## Mitigation\n\nAdd consumers.\n"


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
    """Of a store with two tenants, made with an older model: three resolved tickets, an own and a shipped runbook."""
    store, older = await EmbeddedStore.open(tmp_path, ManualClock(), WordEmbedder.identity), WordEmbedder()
    for name, tenant in (("ann", "default"), ("eve", "acme")):
        await store.create_user(Account(username=name, tenant=tenant, role=Role.ADMIN, password_hash="-"))
    story = Story(store, ManualClock())
    for text in ("queue full", "disk full", "pool empty"):
        await story.resolve((await story.report(text)).incident_id)
    await story.report("still open")
    await put_document(store, older, "acme", "queue", OWN)
    shipped = make_runbook("shipped/queue", OWN, "shipped")
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
    assert await reindex.rebuild(settings) == (4, 2 + 3)
    assert model.closed
    assert {"queue full", "disk full", "pool empty"} <= set(model.texts)
    assert sum("Add consumers" in text for text in model.texts) == 2
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


async def test_a_reindex_cut_off_can_be_run_again(settings: Settings, model: NewModel) -> None:
    model.fail = ConnectionError("the machine went away")
    with pytest.raises(ConnectionError):
        await reindex.rebuild(settings)
    assert model.closed
    for identity in (WordEmbedder.identity, NewModel.identity):
        with pytest.raises(Misconfigured):
            await EmbeddedStore.open(settings.data_dir, ManualClock(), identity)
    model.fail = None
    assert await reindex.rebuild(settings) == (4, 5)
    await asked(settings, lambda store: store.ready())
