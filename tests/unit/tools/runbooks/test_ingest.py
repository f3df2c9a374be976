"""A folder goes in; the store equals the folder; nothing is done twice; what is wrong is named."""

import os
from pathlib import Path

import pytest

from tests.support.doubles.embedder import WordEmbedder
from tests.support.doubles.runbooks import MemoryRunbooks
from tools.errors import InvalidRequest
from tools.nouns.knowledge import RUNBOOK
from tools.runbooks.ingest import ingest_folder, ingest_shipped, put_document
from tools.runbooks.load import SHIPPED_LIBRARY
from tools.runbooks.rows import MAXIMUM_SECTIONS


@pytest.fixture
def store():
    return MemoryRunbooks()


@pytest.fixture
def folder(tmp_path: Path):
    (tmp_path / "db").mkdir()
    (tmp_path / "db" / "locks.md").write_text("# Locks\n\n## Meaning\n\nWaiting.\n", encoding="utf-8")
    (tmp_path / "disk.md").write_text("Disk is full.", encoding="utf-8")
    return tmp_path


async def run(folder, store, embedder=None, tenant="acme", source="dir:ops", progress=None):
    return await ingest_folder(folder, store, embedder or WordEmbedder(), tenant, source, progress)


async def test_ids_are_paths_below_the_folder(folder, store):
    steps = []
    report = await run(folder, store, progress=lambda *step: steps.append(step))
    assert report.added == ["db/locks", "disk"]
    assert steps == [(1, 2, "db/locks"), (2, 2, "disk")]
    assert [runbook.runbook_id for runbook in await store.runbooks("acme")] == ["db/locks", "disk"]


async def test_unchanged_files_cost_nothing(folder, store):
    await run(folder, store)
    embedder, before = WordEmbedder(), store.sequence
    report = await run(folder, store, embedder)
    assert (report.unchanged, report.added, embedder.texts) == (["db/locks", "disk"], [], [])
    assert store.sequence == before


async def test_changed_files_are_updated_and_missing_ones_removed(folder, store):
    await run(folder, store)
    (folder / "disk.md").write_text("Disk is nearly full.", encoding="utf-8")
    (folder / "db" / "locks.md").unlink()
    report = await run(folder, store)
    assert (report.updated, report.removed) == (["disk"], ["db/locks"])
    assert [runbook.text for runbook in await store.runbooks("acme")] == ["Disk is nearly full."]


async def test_only_its_own_source_is_removed(folder, store, tmp_path_factory):
    await put_document(store, WordEmbedder(), "acme", "by-hand", "Made by hand.")
    await run(folder, store)
    other = tmp_path_factory.mktemp("other")
    (other / "net.md").write_text("Network.", encoding="utf-8")
    report = await run(other, store, source="dir:other")
    assert report.removed == []
    assert {runbook.runbook_id for runbook in await store.runbooks("acme")} == {"by-hand", "db/locks", "disk", "net"}


async def test_a_missing_folder_removes_nothing(folder, store):
    await run(folder, store)
    with pytest.raises(InvalidRequest, match="no such folder"):
        await run(folder / "gone", store)
    assert len(await store.runbooks("acme")) == 2


async def test_an_unreadable_file_keeps_its_last_good_version(folder, store):
    await run(folder, store)
    (folder / "disk.md").write_bytes(b"\x00\x01")
    report = await run(folder, store)
    assert report.skipped == [("disk.md", "not a text file: it contains control characters")]
    assert (await store.runbook("acme", "disk")).text == "Disk is full."


async def test_a_folder_that_cannot_be_listed_keeps_what_was_in_it(folder, store, monkeypatch):
    (folder / "db.md").write_text("About databases.", encoding="utf-8")
    await run(folder, store)
    locked, listed = {folder / "db"}, os.scandir

    def scandir(path):
        if Path(path) in locked:
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)
    (folder / "disk.md").unlink()
    report = await run(folder, store)
    assert (report.removed, report.skipped) == (["disk"], [("db", "it is a folder that cannot be listed")])
    locked.add(folder)
    with pytest.raises(InvalidRequest, match="cannot list"):
        await run(folder, store)
    assert [runbook.runbook_id for runbook in await store.runbooks("acme")] == ["db", "db/locks"]


async def test_the_zoo_is_reported_and_survived(folder, store, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "secret.md"
    outside.write_text("Not yours.", encoding="utf-8")
    (folder / "link.md").symlink_to(outside)
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    (folder / "self.md").symlink_to(folder / "self.md")
    (folder / "dangling.md").symlink_to(folder / "nothing")
    (folder / "twin.md").symlink_to(folder / "disk.md")
    (folder / "empty.md").touch()
    (folder / "picture.md").write_bytes(b"\x89PNG\x00")
    (folder / "disk.markdown").write_text("The same id.", encoding="utf-8")
    (folder / "folder.md").mkdir()
    (folder / ".git").mkdir()
    (folder / ".git" / "x.md").write_text("hidden", encoding="utf-8")
    (folder / "many.md").write_text("# A\nx\n" * (MAXIMUM_SECTIONS + 1), encoding="utf-8")
    (folder / "bad\nname.md").write_text("text", encoding="utf-8")
    os.mkfifo(folder / "pipe.md")
    report = await run(folder, store)
    assert sorted(report.added) == ["db/locks", "disk", "twin"]
    reasons = dict(report.skipped)
    assert set(reasons) == {
        "link.md", "self.md", "dangling.md", "empty.md", "picture.md", "disk.md", "many", "bad?name.md", "pipe.md"
    }  # fmt: skip
    assert "out of the folder" in reasons["link.md"]
    assert "already used by disk.markdown" in reasons["disk.md"]
    assert "sections" in reasons["many"]


async def test_the_shipped_library_belongs_to_everybody(store):
    report = await ingest_shipped(store, WordEmbedder())
    assert len(report.added) == len(list(SHIPPED_LIBRARY.rglob("*.md"))) >= 30
    assert report.skipped == []
    assert {runbook.source for runbook in await store.runbooks("any-tenant")} == {"shipped"}


@pytest.mark.parametrize(
    "bad", ["", "/etc/passwd", "a//b", "../up", "a/./b", "a\x00b", "x" * 301, "a\u202eb", "resolution:inc_1"]
)
async def test_ids_that_are_no_paths_are_refused(store, bad):
    with pytest.raises(InvalidRequest):
        await put_document(store, WordEmbedder(), "acme", bad, "text")


async def test_one_document_is_replaced_whole(store):
    await put_document(store, WordEmbedder(), "acme", "db/locks", "# Locks\n\n## A\n\nx\n\n## B\n\ny\n")
    runbook = await put_document(store, WordEmbedder(), "acme", "db/locks", "# Locks\n\n## C\n\nz\n")
    assert (runbook.source, runbook.title) == ("api", "Locks")
    _, rows = await store.sections("acme", 0)
    assert [row.section.citation for row in rows if row.section.kind == RUNBOOK] == ["db/locks#c"]


async def test_the_api_takes_no_more_than_a_file_may_hold(store):
    with pytest.raises(InvalidRequest, match="KiB"):
        await put_document(store, WordEmbedder(), "acme", "big", "ü" * 600_000)


async def test_a_folder_without_markdown_removes_nothing(folder, store, tmp_path_factory):
    await run(folder, store)
    with pytest.raises(InvalidRequest, match="nothing was changed"):
        await run(tmp_path_factory.mktemp("empty"), store)
    assert await store.runbooks("acme")


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"Disk \xff\xfe is full.", "byte 5 (0xff) is not valid UTF-8: the file is read as Windows-1252"),
        ("\ufeffDisk".encode("utf-16-le") + b"\x00\xd8", "byte 10 is not valid UTF-16-LE: it is left out"),
        ("Größe".encode(), None),
        ("\ufeffGröße".encode("utf-16-be"), None),
    ],
)
async def test_bytes_that_may_be_misread_are_told_with_their_place(tmp_path, store, raw, told):
    (tmp_path / "bad.md").write_bytes(raw)
    report = await run(tmp_path, store)
    assert report.added == ["bad"]
    assert report.doubtful == ([("bad.md", told)] if told else [])
