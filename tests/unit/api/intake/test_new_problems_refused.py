"""Beyond NEW_INCIDENT_LIMIT people hear 429 and senders 503, with when to come back; known problems are counted."""

from pathlib import Path

import pytest

from tests.support.application import ADMIN, client_of, open_test_toolbox, running, settings_of
from tools.nouns.incidents import IncidentQuery


@pytest.mark.parametrize(("rate", "refused"), [("1000/second", True), ("off", False)])
async def test_a_storm_of_unlike_lines_ends(tmp_path: Path, rate: str, refused: bool) -> None:
    toolbox = await open_test_toolbox(settings_of(tmp_path, new_incident_limit="2/hour", rate_limit=rate))
    async with running(toolbox) as app, client_of(app) as client:
        token = (await client.post("/login", json=ADMIN)).json()["access_token"]
        client.headers["Authorization"] = f"Bearer {token}"
        said = []
        for text in ("disk is full", "login is refused", "a certificate expired", "disk is full"):
            said.append(await client.post("/incident", json={"log": text, "service": text[:5], "source": "cron"}))
        assert [each.status_code for each in said] == [200, 200, 429 if refused else 200, 200]
        assert ("retry-after" in said[2].headers) is refused
        assert said[3].json()["occurrences"] == 2
        hook = {"text": "queue stands still", "service": "queue"}
        for number in range(3):
            answer = await client.post("/webhooks/generic", json=hook | {"service": f"queue-{'abc'[number]}"})
        assert (answer.status_code, "retry-after" in answer.headers) == ((503, True) if refused else (200, False))
        page = await toolbox.store.incidents("default", IncidentQuery(limit=10))
        assert page.count == (4 if refused else 6)
    await toolbox.close()
