"""The settings page: what is set up, and no secret of it."""

import re

import httpx
from fastapi import FastAPI

from tests.support.application import ADMIN, SECRET


async def test_it_shows_health_and_no_secret(browser) -> None:
    page = (await (await browser("admin")).get("/ui/settings")).text
    assert "Reports are accepted durably." in page
    assert "embedded" in page
    for secret in (SECRET, ADMIN["password"]):
        assert secret not in page


async def test_a_key_is_shown_once_and_ends(browser, send) -> None:
    client = await browser("admin")
    made = await send(client, "/ui/settings/keys", name="prometheus", scope="report", sender="alertmanager")
    key = re.search(r"iir_\w+", made.text)
    assert key
    page = (await client.get("/ui/settings")).text
    assert key[0] not in page
    key_id = re.search(r"key_\w+", page)
    assert key_id
    await send(client, "/ui/settings/keys/revoke", key_id=key_id[0])
    assert "revoked" in (await client.get("/ui/settings")).text


async def test_only_administrators_see_keys_and_users(browser, send) -> None:
    client = await browser("responder")
    page = (await client.get("/ui/settings")).text
    assert "API keys" not in page
    assert "<h2>Users</h2>" not in page
    assert (await send(client, "/ui/settings/keys", name="x", scope="report")).status_code == 403
    assert (await send(client, "/ui/settings/keys/revoke", key_id="x")).status_code == 403


async def test_users_of_another_tenant_stay_unseen(browser) -> None:
    await browser("viewer", "other")
    page = (await (await browser("admin")).get("/ui/settings")).text
    assert "viewer@other" not in page
    assert "admin@default" in page


async def test_what_senders_sent_is_shown(browser, responder: httpx.AsyncClient) -> None:
    await responder.post("/webhooks/generic", content=b"\x00\x01\x02", headers={"Content-Type": "application/json"})
    page = (await (await browser()).get("/ui/signals")).text
    assert "Bodies that could not be read" in page


async def test_a_key_in_use_is_given_a_signing_secret(app: FastAPI, browser, send, guest: httpx.AsyncClient) -> None:
    client = await browser("admin")
    made = await send(client, "/ui/settings/keys", name="pager", scope="report", sender="grafana")
    key, key_id = found(r"iir_\w{76}", made.text), found(r"key_\w{26}", await shown(client))
    for secret in ("the first secret", "the second secret"):
        await send(client, "/ui/settings/keys/secret", key_id=key_id, signing_secret=secret)
    page = await shown(client)
    assert "signed bodies only; the old secret ends" in page
    assert "the second secret" not in page
    await guest.post("/webhooks/grafana", json={"title": "of a stranger"}, headers={"X-API-Key": key})
    await app.state.services.last_intakes.drain()
    page = (await client.get("/ui/signals")).text
    assert "no valid signature of grafana" in page
    assert "nothing accepted" in page
    assert "of a stranger" not in page
    await send(client, "/ui/settings/keys/secret/remove", key_id=key_id)
    assert "signed bodies only" not in await shown(client)


def found(pattern: str, page: str) -> str:
    match = re.search(pattern, page)
    assert match
    return match[0]


async def shown(client: httpx.AsyncClient) -> str:
    return (await client.get("/ui/settings")).text
