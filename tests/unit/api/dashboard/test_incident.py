"""One incident's page: what was redacted, and why a report was kept apart."""

import re

import httpx


async def report(client: httpx.AsyncClient, log: str, **more: str) -> str:
    return str((await client.post("/incident", json={"log": log, "service": "shop", **more})).json()["incident_id"])


async def test_it_says_what_was_redacted_and_why_it_is_apart(browser, responder: httpx.AsyncClient) -> None:
    near = await report(responder, "no space left on device sda1", environment="staging")
    log = "no space left on device sda1 password=hunter2hunter2"
    other = await report(responder, log, environment="production")
    assert near != other
    page = (await (await browser()).get(f"/ui/incidents/{other}")).text
    assert "hunter2" not in page
    assert re.search(r'<mark class="redacted" title="A [\w -]+ was here', page)
    why = page[page.index('id="why-title"') :]
    assert "kept apart: another environment" in why
    assert re.search(r"<ins>[^<]*password", why)
    assert f'href="/ui/incidents/{other}/merge?into={near}"' in why
