"""Runbooks on pages: found with scores, read at the section, stored and removed by administrators."""

import httpx
import pytest

DISK = """# Disk full

## Symptoms

The disk of the database is full, writes fail with no space left on device.

## Mitigation

- [ ] Remove old journals: `journalctl --vacuum-size=1G`
- See [the dashboard](https://grafana.example/d/1), [a trap](javascript:alert(1)) and [a neighbour](../other.md).

<script>alert(1)</script> <img src=x onerror=alert(2)>
"""


async def test_an_administrator_stores_reads_and_removes_one(browser, send) -> None:
    client = await browser("admin")
    answer = await send(client, "/ui/runbook-editor", id="db/disk-full", text=DISK)
    assert answer.headers["location"].startswith("/ui/runbooks/db/disk-full?note=stored")
    page = (await client.get("/ui/runbooks/db/disk-full")).text
    assert '<h3 id="s-mitigation">Mitigation</h3>' in page
    assert 'href="https://grafana.example/d/1"' in page
    assert 'href="javascript' not in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert 'href="../other.md"' not in page
    assert "☐ Remove old journals" in page
    found = (await client.get("/ui/runbooks", params={"q": "no space left on device", "service": "db"})).text
    assert "/ui/runbooks/db/disk-full#s-" in found
    await send(client, "/ui/runbook-removal", id="db/disk-full")
    assert (await client.get("/ui/runbooks/db/disk-full")).status_code == 404


async def test_what_is_wrong_is_told_beside_what_was_written(browser, send) -> None:
    client = await browser("admin")
    answer = await send(client, "/ui/runbook-editor", id="../up", text="my <b>words</b>")
    assert answer.status_code == 422
    assert "my &lt;b&gt;words&lt;/b&gt;" in answer.text


async def test_a_file_is_taken(browser) -> None:
    client = await browser("admin")
    token = {"form_token": client.headers["X-Form-Token"], "id": "", "text": ""}
    file = {"file": ("disk-full.md", DISK.encode(), "text/markdown")}
    answer = await client.post("/ui/runbook-editor", data=token, files=file)
    assert answer.headers["location"].startswith("/ui/runbooks/disk-full")
    bad = {"file": ("x.md", b"\xff\xfe", "text/markdown")}
    assert "not UTF-8" in (await client.post("/ui/runbook-editor", data=token, files=bad)).text


@pytest.mark.parametrize("role", ["viewer", "responder"])
async def test_others_only_read(browser, send, role: str) -> None:
    client = await browser(role)
    assert (await client.get("/ui/runbook-editor")).status_code == 403
    assert (await send(client, "/ui/runbook-editor", id="a", text="# A")).status_code == 403
    assert (await send(client, "/ui/runbook-removal", id="a")).status_code == 403
    assert "New runbook" not in (await client.get("/ui/runbooks")).text


async def test_problems_without_a_runbook_are_listed(browser, responder: httpx.AsyncClient) -> None:
    for _ in range(3):
        await responder.post("/incident", json={"log": "an oddity nobody knows", "service": "shop"})
    page = (await (await browser()).get("/ui/runbooks")).text
    missing = page[page.index("Missing") :]
    assert "an oddity nobody knows" in missing
    assert '<td class="num">3</td>' in missing
