"""Runbooks are changed by administrators of their own tenant, searched by readers, and every change is audited."""

from dataclasses import replace
from pathlib import Path

import pytest

from api.acts import incidents, runbooks
from tests.support.audit_log import audited
from tests.support.clock import ManualClock
from tests.support.story import Story
from tools.errors import Forbidden, InvalidRequest, NotFound
from tools.nouns.callers import EVERYTHING, Caller, Scope
from tools.nouns.knowledge import PAST_TICKETS, RESOLUTION, SHARED_TENANT, SHIPPED, folder_source
from tools.runbooks.document import make_runbook
from tools.runbooks.ingest import shipped_count
from tools.runbooks.rows import rows_of
from tools.text.redaction.redact import redact
from tools.toolbox import Toolbox

ANN = Caller("acme", "ann", EVERYTHING)
OTHER = Caller("umbrella", "eve", EVERYTHING)
READER = Caller("acme", "joe", frozenset([Scope.READ]))
QUEUE = "# Queue full\n\n## Mitigation\n\nAdd consumers to the queue.\n"
MAIL = "jane.doe@example.com"
SAID = "queue full of orders"


async def ids(toolbox: Toolbox, caller: Caller) -> list[str]:
    return [each.runbook_id for each in await runbooks.documents(toolbox, caller)]


async def test_a_runbook_is_put_for_its_own_tenant_and_deleted(toolbox: Toolbox) -> None:
    put = await runbooks.put(toolbox, ANN, "queue", QUEUE)
    assert (put.runbook_id, put.title) == ("queue", "Queue full")
    assert "queue" in await ids(toolbox, READER)
    assert "queue" not in await ids(toolbox, OTHER)
    with pytest.raises(NotFound):
        await runbooks.delete(toolbox, OTHER, "queue")
    await runbooks.delete(toolbox, ANN, "queue")
    assert "queue" not in await ids(toolbox, READER)
    assert audited(toolbox.settings.data_dir) == [
        ("acme", "ann", "runbook-put", "queue", "{}"),
        ("acme", "ann", "runbook-delete", "queue", "{}"),
    ]


async def test_a_folder_is_ingested_counted_and_audited(toolbox: Toolbox, tmp_path: Path) -> None:
    folder = tmp_path / "ops"
    folder.mkdir()
    for name in ("queue", "disk", "mail"):
        (folder / f"{name}.md").write_text(QUEUE, encoding="utf-8")
    steps: list[tuple[int, int, str]] = []
    first = await runbooks.ingest(toolbox, ANN, folder, "dir:ops", lambda *step: steps.append(step))
    assert sorted(first.added) == ["disk", "mail", "queue"]
    assert [step[:2] for step in steps] == [(1, 3), (2, 3), (3, 3)]
    (folder / "disk.md").write_text(QUEUE + "\nThen wait.\n", encoding="utf-8")
    for name in ("mail", "queue"):
        (folder / f"{name}.md").unlink()
    (folder / "pool.md").write_text(QUEUE, encoding="utf-8")
    again = await runbooks.ingest(toolbox, ANN, folder, "dir:ops")
    assert (again.added, again.updated, sorted(again.removed)) == (["pool"], ["disk"], ["mail", "queue"])
    assert {"disk", "pool"} <= set(await ids(toolbox, ANN))
    assert {each.source for each in await runbooks.documents(toolbox, ANN)} >= {"dir:ops"}
    assert {"disk", "pool"}.isdisjoint(await ids(toolbox, OTHER))
    assert audited(toolbox.settings.data_dir) == [
        ("acme", "ann", "runbooks-ingested", "dir:ops", '{"added":"3","updated":"0","removed":"0"}'),
        ("acme", "ann", "runbooks-ingested", "dir:ops", '{"added":"1","updated":"1","removed":"2"}'),
    ]


@pytest.mark.parametrize(("shipped", "stepped_back"), [("auto", [1, 0]), ("always", [0, 0]), ("never", [0, 0])])
async def test_the_first_own_folder_says_what_it_switches_off(
    toolbox: Toolbox, tmp_path: Path, shipped: str, stepped_back: list[int]
) -> None:
    chosen = replace(toolbox, settings=toolbox.settings.model_copy(update={"shipped_runbooks": shipped}))
    runbook = make_runbook(redact("platform/disk"), QUEUE, SHIPPED)
    await toolbox.runbooks.put_runbook(SHARED_TENANT, runbook, await rows_of(runbook, toolbox.embedder))
    said = []
    for name in ("ops", "more"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.md").write_text(QUEUE, encoding="utf-8")
        said.append((await runbooks.ingest(chosen, ANN, tmp_path / name, folder_source(name))).stepped_back)
    assert said == stepped_back


async def test_before_the_first_start_the_library_is_counted_as_well(toolbox: Toolbox, tmp_path: Path) -> None:
    (tmp_path / "queue.md").write_text(QUEUE, encoding="utf-8")
    done = await runbooks.ingest(toolbox, ANN, tmp_path, folder_source("ops"))
    assert done.stepped_back == await shipped_count() > 40


async def resolved(toolbox: Toolbox) -> None:
    """A past resolution, which is kept beside the runbooks."""
    incident = (await Story(toolbox.store, ManualClock(), "acme").report(SAID)).incident_id
    await incidents.resolve(toolbox, ANN, incident, text="added consumers")


async def test_past_resolutions_are_no_runbooks(toolbox: Toolbox) -> None:
    await runbooks.put(toolbox, ANN, "queue", QUEUE)
    await resolved(toolbox)
    assert PAST_TICKETS in {each.source for each in await toolbox.runbooks.runbooks("acme")}
    assert PAST_TICKETS not in {each.source for each in await runbooks.documents(toolbox, ANN)}
    found = await runbooks.search(toolbox, READER, SAID, "api", {}, 10)
    assert "queue" in {match.section.runbook_id for match in found}
    assert RESOLUTION not in {match.section.kind for match in found}


async def test_a_search_asks_redacted_within_its_tenant(toolbox: Toolbox, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, search = [], toolbox.search.search
    monkeypatch.setattr(toolbox.search, "search", lambda *how: asked.append(how) or search(*how))
    await runbooks.search(toolbox, READER, f" {SAID} of {MAIL}\n", MAIL, {MAIL: "a", "who": MAIL}, 3)
    [(question, limit)] = asked
    assert (question.tenant, question.service, limit) == ("acme", "[REDACTED:email]", 3)
    assert question.log == f"{SAID} of [REDACTED:email]"
    assert question.labels == {"[REDACTED:email]": "a", "who": "[REDACTED:email]"}


@pytest.mark.parametrize("log", ["", " \n", "\u200b"])
async def test_a_search_without_words_is_refused(toolbox: Toolbox, log: str) -> None:
    with pytest.raises(InvalidRequest, match=r"^log: must not be empty$"):
        await runbooks.search(toolbox, READER, log, "api", {}, 3)


async def test_who_may_not_read_sees_no_runbooks(toolbox: Toolbox) -> None:
    reporter = Caller("acme", "joe", frozenset([Scope.REPORT]))
    with pytest.raises(Forbidden):
        await runbooks.documents(toolbox, reporter)
    with pytest.raises(Forbidden):
        await runbooks.search(toolbox, reporter, SAID, "api", {}, 3)
