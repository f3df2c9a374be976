"""Whatever field of a request a secret is put into, it is not stored, searched with or shown."""

import httpx
import pytest

from tools.nouns.knowledge import Question
from tools.runbooks.search import HybridSearch

SECRET = "jane.doe@example.com"
DISK = {"log": "disk sda is full", "service": "storage"}


async def opened(client: httpx.AsyncClient) -> str:
    return str((await client.post("/incident", json=DISK)).json()["incident_id"])


@pytest.mark.parametrize("field", ["resolution", "resolved_by", "release"])
async def test_a_resolve_is_redacted(responder: httpx.AsyncClient, field: str) -> None:
    incident = await opened(responder)
    body = {"incident_id": incident, "resolution": "emptied", "resolved_by": "ann", "release": "1.2"}
    answer = await responder.post("/resolve", json=body | {field: SECRET})
    assert answer.status_code == 200
    shown = await responder.get(f"/incidents/{incident}")
    assert SECRET not in answer.text + shown.text
    assert "[REDACTED:email]" in shown.text


@pytest.mark.parametrize("change", [{"log": SECRET}, {"service": SECRET}, {"labels": {SECRET: "x", "y": SECRET}}])
async def test_a_runbook_search_is_redacted(
    responder: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, change: dict[str, object]
) -> None:
    asked: list[Question] = []

    async def listening(_search: HybridSearch, question: Question, _limit: int) -> list[object]:
        asked.append(question)
        return []

    monkeypatch.setattr(HybridSearch, "search", listening)
    assert (await responder.post("/runbooks/search", json=DISK | change)).status_code == 200
    assert SECRET not in repr(asked)
    assert "[REDACTED:email]" in repr(asked)


async def test_a_runbook_id_with_a_secret_in_it_is_refused(signed_in: object) -> None:
    admin: httpx.AsyncClient = await signed_in("admin")  # type: ignore[operator]
    answer = await admin.put(f"/runbooks/people/{SECRET}", content="# Call\n\nCall them.")
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid-request")
    assert "[REDACTED:email]" in answer.json()["detail"]
    assert SECRET not in answer.text
