"""POST /incidents/{id}/advise asks about what the store still knows of the ticket."""

import time
from typing import Any

import httpx
import pytest

from tools.errors import NotFound
from tools.nouns.knowledge import Match, Question
from tools.runbooks.search import HybridSearch
from tools.toolbox import Toolbox

DISK = {"log": "disk sda is full\nno bytes left", "service": "storage", "labels": {"alertname": "DiskFull"}}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Question]:
    """What the runbooks were asked about."""
    questions: list[Question] = []
    search = HybridSearch.search

    async def listening(self: HybridSearch, question: Question, limit: int) -> list[Match]:
        questions.append(question)
        return list(await search(self, question, limit))

    monkeypatch.setattr(HybridSearch, "search", listening)
    return questions


async def sent(client: httpx.AsyncClient, **changes: Any) -> dict[str, Any]:
    return dict((await client.post("/incident", json=DISK | changes)).json())


async def advised_again(client: httpx.AsyncClient, incident_id: str) -> None:
    answer = await client.post(f"/incidents/{incident_id}/advise", json={})
    assert answer.status_code == 200
    assert answer.json()["advice"] is not None


async def test_of_its_first_report(responder: httpx.AsyncClient, asked: list[Question]) -> None:
    opened = await sent(responder)
    await advised_again(responder, opened["incident_id"])
    assert [(each.log, each.labels) for each in asked] == [(DISK["log"], DISK["labels"])] * 2


async def test_of_the_title_when_the_texts_were_pruned(
    responder: httpx.AsyncClient, toolbox: Toolbox, asked: list[Question]
) -> None:
    opened = await sent(responder)
    title = (await responder.get(f"/incidents/{opened['incident_id']}")).json()["title"]
    done = {"incident_id": opened["incident_id"], "resolution": "emptied", "resolved_by": "ann"}
    assert (await responder.post("/resolve", json=done)).status_code == 200
    await toolbox.store.prune(time.time() + 1)  # type: ignore[attr-defined]  # beyond the port
    with pytest.raises(NotFound):
        await toolbox.store.report("default", opened["request_id"])
    await advised_again(responder, opened["incident_id"])
    assert (asked[-1].log, asked[-1].labels) == (title, {})


async def test_of_a_report_that_people_split_off(responder: httpx.AsyncClient, asked: list[Question]) -> None:
    opened = await sent(responder, log="backup of 7 files failed")
    other = await sent(responder, log="backup of 8 files failed")
    assert other["incident_id"] == opened["incident_id"]
    parting = {"occurrence_ids": [other["request_id"]]}
    split = (await responder.post(f"/incidents/{opened['incident_id']}/split", json=parting)).json()
    await advised_again(responder, split["incident_id"])
    assert (asked[-1].log, asked[-1].labels) == ("backup of 8 files failed", DISK["labels"])
