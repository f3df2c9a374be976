"""Deliveries and silences on pages: what could not be told is tried again, what nobody wants to hear is kept back."""

import re

import httpx
import pytest


async def report(client: httpx.AsyncClient, log: str) -> str:
    return str((await client.post("/incident", json={"log": log, "service": "shop"})).json()["incident_id"])


async def test_a_silence_is_made_on_an_incident_and_ended(browser, send, responder: httpx.AsyncClient) -> None:
    incident_id, client = await report(responder, "disk full"), await browser()
    said = {"incident_id": incident_id, "hours": "4", "reason": "a <b>known</b> trouble"}
    answer = await send(client, "/ui/silences", **said)
    assert answer.headers["location"] == f"/ui/incidents/{incident_id}?note=silenced."
    page = (await client.get("/ui/deliveries")).text
    assert "a &lt;b&gt;known&lt;/b&gt; trouble" in page
    silence_id = re.search(r'name="silence_id" value="(\w+)"', page)
    assert silence_id
    await send(client, "/ui/silences/end", silence_id=silence_id[1])
    assert "There are no silences." in (await client.get("/ui/deliveries")).text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"hours": "9999", "reason": "x", "service": "a"}, "hours: choose"),
        ({"hours": "1", "reason": "x"}, "match: must not be empty"),
        ({"hours": "1", "reason": "", "service": "a"}, "reason: must not be empty"),
    ],
)
async def test_a_wrong_silence_says_why(browser, send, fields: dict[str, str], said: str) -> None:
    answer = await send(await browser(), "/ui/silences", **fields)
    assert (answer.status_code, said in answer.text) == (422, True)


async def test_a_viewer_only_reads(browser, send) -> None:
    client = await browser("viewer")
    page = (await client.get("/ui/deliveries")).text
    assert "Add a silence" not in page
    for path in ("/ui/silences", "/ui/silences/end", "/ui/deliveries/replay"):
        fields = {"hours": "1", "reason": "x", "service": "a", "silence_id": "x", "delivery_id": "x"}
        assert (await send(client, path, **fields)).status_code in (403, 404), path


async def test_an_unknown_state_is_told(browser) -> None:
    answer = await (await browser()).get("/ui/deliveries?state=lost")
    assert (answer.status_code, "state: use" in answer.text) == (422, True)
