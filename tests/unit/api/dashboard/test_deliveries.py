"""Deliveries and silences on pages: what could not be told is tried again, what nobody wants to hear is kept back."""

import re
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from tests.support.deliveries import message, row
from tests.support.doubles.destinations import ToldDestination
from tools.nouns.deliveries import Hold
from tools.routing.directory import RoutedDirectory
from tools.settings import Settings
from tools.toolbox import Toolbox

FILE = """
[[destination]]
name = "hook"
type = "webhook"
url = "https://hooks.example.com/1"

[[destination]]
name = "theirs"
type = "webhook"
url = "https://hooks.example.com/2"

[[route]]
match = { tenant = "other" }
to = ["theirs"]

[[route]]
to = ["hook"]
"""


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


@pytest.fixture
async def troubled(app, toolbox: Toolbox, tmp_path: Path) -> Toolbox:
    """Two destinations, one of them for another tenant only. Each fails, and a delivery waits for it."""
    file = tmp_path / "destinations.toml"
    file.write_text(FILE, "utf-8")
    settings = Settings(_env_file=None, destinations_file=file)
    directory = RoutedDirectory(settings, dict, lambda spec: ToldDestination(spec.name))
    for name, tenant in (("hook", "default"), ("theirs", "other")):
        lane = await toolbox.lanes.take(name, "another process", toolbox.clock(), 3600)
        assert lane is not None
        await toolbox.lanes.change(name, replace(lane, failing_since=toolbox.clock(), reason=f"{name}: status 503"))
        await toolbox.deliveries.add([row(name, message(tenant=tenant, at=toolbox.clock()))])
    services = app.state.services
    app.state.services = replace(services, toolbox=replace(toolbox, directory=directory))
    return toolbox


async def test_a_destination_that_fails_is_seen(troubled: Toolbox, browser) -> None:
    page = (await (await browser("viewer")).get("/ui/deliveries")).text
    assert re.search(r'tag warn">failing<.*hook: status 503.*data-name="Waiting">1<', page, re.DOTALL)
    assert "theirs" not in page


async def test_each_tenant_sees_its_own_destinations(troubled: Toolbox, browser) -> None:
    page = (await (await browser("viewer", "other")).get("/ui/deliveries")).text
    assert "theirs: status 503" in page
    assert "hook: status 503" not in page


async def test_an_owner_sees_every_destination(troubled: Toolbox, browser) -> None:
    page = (await (await browser("owner")).get("/ui/deliveries")).text
    assert re.findall(r'data-name="Waiting">(\d+)<', page) == ["1", "0"]  # of their own tenant


async def test_a_hold_is_seen(toolbox: Toolbox, browser) -> None:
    await toolbox.lanes.hold(Hold(toolbox.clock(), "restored from a backup"))
    page = (await (await browser("viewer")).get("/ui/deliveries")).text
    assert "restored from a backup" in page
