"""Silences and deliveries over HTTP: what is asked for, what is refused, what others do not see."""

from pathlib import Path

import httpx

from tests.support.application import client_of, open_test_toolbox, running, settings_of
from tests.support.deliveries import message, row
from tools.nouns.deliveries import DeliveryState
from tools.times import rfc3339


async def signed_in(client: httpx.AsyncClient) -> None:
    answer = await client.post("/login", json={"username": "admin", "password": "correct horse battery"})
    client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"


async def test_deliveries_and_silences(tmp_path: Path) -> None:
    toolbox = await open_test_toolbox(settings_of(tmp_path))
    dead = row(said=message(at=toolbox.clock()), state=DeliveryState.DEAD)
    await toolbox.deliveries.add([dead])
    async with running(toolbox) as app, client_of(app) as client:
        assert (await client.get("/deliveries")).status_code == 401
        await signed_in(client)
        found = (await client.get("/deliveries", params={"state": "dead"})).json()
        assert (found["count"], found["next_cursor"]) == (1, None)
        [shown] = found["deliveries"]
        assert (shown["delivery_id"], shown["state"], shown["next_at"]) == (dead.delivery_id, "dead", None)
        assert (await client.get("/deliveries", params={"state": "lost"})).status_code in (400, 422)
        replayed = await client.post(f"/deliveries/{dead.delivery_id}/replay")
        assert (replayed.status_code, replayed.json()["state"]) == (200, "pending")
        assert (await client.post(f"/deliveries/{dead.delivery_id}/replay")).status_code == 409
        assert (await client.post("/deliveries/dlv_x/replay")).status_code == 404
        assert (await client.post("/deliveries/replay")).json() == {"replayed": 0}
        body = {"match": {"service": "pay*"}, "until": rfc3339(toolbox.clock() + 600), "reason": "a drill"}
        made = (await client.post("/silences", json=body)).json()
        assert (made["state"], made["match"], made["by"]) == ("active", {"service": "pay*"}, "admin")
        assert (await client.post("/silences", json=body | {"match": {}})).status_code in (400, 422)
        assert [each["silence_id"] for each in (await client.get("/silences")).json()["silences"]] == [
            made["silence_id"]
        ]
        assert (await client.delete(f"/silences/{made['silence_id']}")).status_code == 204
        assert (await client.get("/silences")).json()["silences"][0]["state"] == "over"
        ready = (await client.get("/readyz")).json()
        assert (ready["deliveries"], ready["destinations"]) == ("on", {})
        assert "incident_responder_deliveries_dead 0.0" in (await client.get("/metrics")).text
    await toolbox.close()
