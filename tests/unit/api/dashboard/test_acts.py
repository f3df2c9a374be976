"""Acts on a page: each does what the same act does elsewhere, and can be taken back where that is meant."""

import re

import httpx
import pytest

ACTS = ("acknowledge", "give-back", "resolve", "comment", "merge", "split", "reopen", "amend", "feedback", "advise")


async def report(client: httpx.AsyncClient, log: str, service: str = "shop") -> str:
    return str((await client.post("/incident", json={"log": log, "service": service})).json()["incident_id"])


async def state(client: httpx.AsyncClient, incident_id: str) -> str:
    return str((await client.get(f"/incidents/{incident_id}")).json()["status"])


@pytest.mark.parametrize("act", ACTS)
async def test_a_form_of_another_session_does_nothing(browser, responder: httpx.AsyncClient, act: str) -> None:
    incident_id = await report(responder, "disk full")
    client = await browser("admin")
    for data in ({}, {"form_token": "0" * 32}, {"form_token": "é"}):
        answer = await client.post(f"/ui/incidents/{incident_id}/{act}", data=data)
        assert answer.status_code == 403
    cross = {"Origin": "https://evil.example"}
    token = {"form_token": client.headers["X-Form-Token"]}
    assert (await client.post(f"/ui/incidents/{incident_id}/{act}", data=token, headers=cross)).status_code == 403
    assert len((await responder.get(f"/incidents/{incident_id}")).json()["timeline"]) <= 2


async def test_a_life(browser, send, responder: httpx.AsyncClient) -> None:
    incident_id = await report(responder, "disk full")
    client, here = await browser("admin"), f"/ui/incidents/{incident_id}"
    for act, fields, said, now in (
        ("acknowledge", {}, "Acknowledged", "ACKNOWLEDGED"),
        ("give-back", {}, "nobody is working on it", "OPEN"),
        ("acknowledge", {}, "Give back", "ACKNOWLEDGED"),
        ("comment", {"text": "token=ghp_" + "a" * 36}, "The comment is on the timeline", "ACKNOWLEDGED"),
        ("feedback", {"helpful": "no"}, "your rating is on the timeline", "ACKNOWLEDGED"),
        ("resolve", {"resolution": "cleared it"}, "Resolved.", "RESOLVED"),
        ("amend", {"resolution": "grew the disk"}, "the earlier text is kept", "RESOLVED"),
        ("reopen", {"reason": "full again"}, "Reopened.", "OPEN"),
    ):
        answer = await send(client, f"{here}/{act}", **fields)
        assert answer.status_code == 303, act
        page = await client.get(answer.headers["location"])
        assert said in page.text, act
        assert await state(responder, incident_id) == now
    assert "ghp_aaaa" not in page.text
    assert "[REDACTED:" in page.text
    assert "grew the disk" in page.text


async def test_what_cannot_be_is_told(browser, send, responder: httpx.AsyncClient) -> None:
    incident_id = await report(responder, "disk full")
    client, here = await browser("admin"), f"/ui/incidents/{incident_id}"
    for act, fields, status, said in (
        ("resolve", {"resolution": " "}, 422, "resolution: must not be empty"),
        ("reopen", {"reason": "x"}, 409, "OPEN"),
        ("merge", {"into": incident_id}, 409, ""),
        ("merge", {"into": "inc_nothing"}, 404, ""),
        ("split", {}, 422, "choose what to split off"),
        ("feedback", {"helpful": "perhaps"}, 422, "say yes or no"),
    ):
        answer = await send(client, f"{here}/{act}", **fields)
        assert (answer.status_code, said in answer.text) == (status, True), (act, answer.status_code)


async def test_a_merge_is_shown_done_and_undone(browser, send, responder: httpx.AsyncClient) -> None:
    kept, other = await report(responder, "disk full"), await report(responder, "queue stuck on orders")
    client = await browser("admin")
    preview = (await client.get(f"/ui/incidents/{other}/merge?into={kept}")).text
    assert "2 together" in preview
    answer = await send(client, f"/ui/incidents/{other}/merge", into=kept)
    page = await client.get(answer.headers["location"])
    assert f"/ui/incidents/{other}/" not in page.text
    assert "Undo the merge" in page.text
    assert await state(responder, other) == "MERGED"
    preview = (await client.get(f"/ui/incidents/{kept}/split?merged={other}")).text
    assert "1 report leaves" in preview
    await send(client, "/ui/undo", word="merged", id=other, into=kept)
    assert await state(responder, other) == "OPEN"


async def test_a_script_gets_the_row(browser, responder: httpx.AsyncClient) -> None:
    incident_id = await report(responder, "disk full")
    client = await browser()
    token = {"form_token": client.headers["X-Form-Token"]}
    answer = await client.post(f"/ui/incidents/{incident_id}/acknowledge", data=token, headers={"HX-Request": "true"})
    assert (answer.json()["status"], answer.json()["occurrences"]) == ("ACKNOWLEDGED", 1)


async def test_made_up_notes_say_nothing(browser) -> None:
    client = await browser()
    for note in ("<b>x", "phished.x", "resolved.inc_x", "resolved..inc_1;drop", "resolved." + "." * 500):
        answer = await client.get("/ui/", params={"note": note})
        assert 'class="said good' not in answer.text


async def test_a_split_is_offered_where_it_can_be(browser, send, responder: httpx.AsyncClient) -> None:
    def split(text: str) -> list[str]:
        return re.findall(r"/split\?(\w+)=", text)

    client, alike = await browser(), await report(responder, "disk full")
    assert await report(responder, "disk full") == alike
    varied = await report(responder, "order 4711 of the shop failed to be printed")
    assert await report(responder, "order 9 of the shop failed to be printed") == varied
    page = f"/ui/incidents/{alike}"
    assert split((await client.get(page)).text) == []
    assert split((await client.get(f"/ui/incidents/{varied}")).text)[0] == "request_id"
    await send(client, f"{page}/merge", into=varied)
    assert split((await client.get(page)).text) == []
    assert set(split((await client.get(f"/ui/incidents/{varied}")).text)) == {"fingerprint", "merged"}
    refused = await send(client, f"{page}/split", merged=varied)
    assert (refused.status_code, f'href="{page}"' in refused.text) == (409, True)
