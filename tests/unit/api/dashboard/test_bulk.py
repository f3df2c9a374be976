"""Acts on several incidents: shown first, done one by one, taken back together."""

import httpx
import pytest


async def report(client: httpx.AsyncClient, log: str) -> str:
    return str((await client.post("/incident", json={"log": log, "service": "shop"})).json()["incident_id"])


async def states(client: httpx.AsyncClient, ids: list[str]) -> list[str]:
    return [(await client.get(f"/incidents/{each}")).json()["status"] for each in ids]


@pytest.fixture
async def ids(responder: httpx.AsyncClient) -> list[str]:
    return [await report(responder, text) for text in ("disk full", "queue stuck on orders", "certificate expired")]


async def test_each_is_shown_before_anything_is_done(browser, send, responder: httpx.AsyncClient, ids) -> None:
    client = await browser()
    await responder.post("/resolve", json={"incident_id": ids[0], "resolution": "x", "resolved_by": "ann"})
    page = (await send(client, "/ui/bulk", act="resolve", id=ids, back="/ui/?service=shop")).text
    assert "left out, it is already resolved" in page
    assert "Resolve 2" in page
    assert await states(responder, ids) == ["RESOLVED", "OPEN", "OPEN"]


async def test_a_resolve_of_several_is_done_and_taken_back(browser, send, responder: httpx.AsyncClient, ids) -> None:
    client = await browser()
    answer = await send(
        client, "/ui/bulk/apply", act="resolve", id=ids, resolution="restarted", back="/ui/?service=shop"
    )
    assert answer.headers["location"].startswith("/ui/?service=shop&note=resolved.")
    assert await states(responder, ids) == ["RESOLVED"] * 3
    page = (await client.get(answer.headers["location"])).text
    assert "3 incidents" in page
    assert page.count('name="id" value="inc_') >= 3
    await send(client, "/ui/undo", word="resolved", id=ids)
    assert await states(responder, ids) == ["OPEN"] * 3


async def test_several_that_were_taken_are_given_back(browser, send, responder: httpx.AsyncClient, ids) -> None:
    client = await browser()
    answer = await send(client, "/ui/bulk/apply", act="acknowledge", id=ids)
    assert await states(responder, ids) == ["ACKNOWLEDGED"] * 3
    assert "Give back" in (await client.get(answer.headers["location"])).text
    await send(client, "/ui/undo", word="acknowledged", id=ids)
    assert await states(responder, ids) == ["OPEN"] * 3
    timeline = (await responder.get(f"/incidents/{ids[0]}")).json()["timeline"]
    assert [each["kind"] for each in timeline][-2:] == ["acknowledged", "given-back"]


async def test_several_are_merged_into_one_and_freed(browser, send, responder: httpx.AsyncClient, ids) -> None:
    client = await browser()
    await send(client, "/ui/bulk/apply", act="merge", id=ids, into=ids[1])
    assert await states(responder, ids) == ["MERGED", "OPEN", "MERGED"]
    await send(client, "/ui/undo", word="merged", id=[ids[0], ids[2]], into=ids[1])
    assert await states(responder, ids) == ["OPEN"] * 3


async def test_what_fails_stops_none_of_the_others(browser, send, responder: httpx.AsyncClient, ids) -> None:
    client = await browser()
    await responder.post("/resolve", json={"incident_id": ids[0], "resolution": "x", "resolved_by": "ann"})
    answer = await send(client, "/ui/bulk/apply", act="acknowledge", id=ids)
    assert answer.status_code == 409
    assert ids[0] in answer.text
    assert await states(responder, ids) == ["RESOLVED", "ACKNOWLEDGED", "ACKNOWLEDGED"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"act": "delete", "id": "x"}, "act: use"),
        ({"act": "resolve"}, "select at least one"),
        ({"act": "resolve", "id": [f"inc_{number}" for number in range(51)]}, "at most 50"),
        ({"act": "resolve", "id": "inc_x"}, "resolution: say what fixed them"),
        ({"act": "merge", "id": "inc_x", "into": "inc_y"}, "into: choose"),
    ],
)
async def test_a_wrong_form_says_why(browser, send, fields: dict[str, object], said: str) -> None:
    answer = await send(await browser(), "/ui/bulk/apply", **fields)
    assert answer.status_code == 422
    assert said in answer.text
