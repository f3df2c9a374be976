"""A destination that refuses everything is named by readiness and by the metrics, and reports are still accepted."""

from dataclasses import replace

import pytest

from api.telemetry.gauges import gauges
from tests.support.application import client_of, running
from tests.support.deliveries import message, row
from tests.support.doubles.destinations import ToldDestination
from tests.support.doubles.everyone import Everyone
from tools.times import rfc3339
from tools.toolbox import Toolbox


@pytest.fixture
async def refused(toolbox: Toolbox) -> Toolbox:
    """Of three destinations one is blocked, and a delivery waits for it; one fails. Another process serves all."""
    places = [ToldDestination("oncall"), ToldDestination("hook"), ToldDestination("mail")]
    for place in places:
        lane = await toolbox.lanes.take(place.name, "another process", toolbox.clock(), 3600)
        assert lane is not None
        if place.name == "oncall":
            blocked = replace(lane, blocked_since=toolbox.clock(), reason="invalid_auth")
            assert await toolbox.lanes.change("oncall", blocked)
        if place.name == "mail":
            failing = replace(lane, failing_since=toolbox.clock(), reason="status 503")
            assert await toolbox.lanes.change("mail", failing)
    await toolbox.deliveries.add([row("oncall", message(at=toolbox.clock()))])
    return replace(toolbox, directory=Everyone(places))


async def test_what_is_blocked_is_named(refused: Toolbox) -> None:
    told = (await gauges(refused)).decode()
    assert 'incident_responder_destination_blocked{destination="oncall"} 1.0' in told
    assert 'incident_responder_destination_blocked{destination="hook"} 0.0' in told
    assert 'incident_responder_destination_failing{destination="mail"} 1.0' in told
    assert 'incident_responder_destination_failing{destination="hook"} 0.0' in told
    assert 'incident_responder_deliveries_waiting{destination="oncall"} 1.0' in told
    lane = await refused.lanes.lane("oncall")
    assert lane.blocked_since is not None
    failing_since = (await refused.lanes.lane("mail")).failing_since
    assert failing_since is not None
    async with running(refused) as app, client_of(app) as client:
        ready = await client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json()["destinations"] == {
        "oncall": {"state": "blocked", "since": rfc3339(lane.blocked_since)},
        "hook": {"state": "ok"},
        "mail": {"state": "failing", "since": rfc3339(failing_since)},
    }
