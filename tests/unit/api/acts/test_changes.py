"""A change is kept as it was told, redacted, for the tenant and place that its teller's key forces."""

import time
from typing import Any

import pytest

from api.acts.changes import record_change, ticket_with_changes
from tests.support.clock import ManualClock
from tests.support.story import Story
from tools.errors import Forbidden, InvalidRequest
from tools.nouns.callers import EVERYTHING, Caller, Scope
from tools.nouns.changes import NEAR_SECONDS, Change
from tools.nouns.events import Changed
from tools.nouns.redacted import NOTHING
from tools.toolbox import Toolbox

ANN = Caller("acme", "ann", EVERYTHING)
OF_KEY = Caller("acme", "key:ci", frozenset([Scope.REPORT]), "vault", "prod", "key_1")
MAIL, HIDDEN = "jane.doe@example.com", "[REDACTED:email]"
NOW = time.time()


async def told(toolbox: Toolbox, caller: Caller = ANN, **how: Any) -> Change:
    return await record_change(toolbox.changes, caller, NOW, **{"text": "deployed", "service": "api"} | how)


async def test_a_change_is_kept_redacted(toolbox: Toolbox) -> None:
    words = {"text": f"by {MAIL}", "service": f"s {MAIL}", "environment": f"e {MAIL}", "version": f"v {MAIL}"}
    change = await told(toolbox, **words, url=f"https://ci/{MAIL}", at=NOW - 5)
    assert change == Change(
        change_id=change.change_id,
        tenant="acme",
        service=f"s {HIDDEN}",
        environment=f"e {HIDDEN}",
        at=NOW - 5,
        actor="ann",
        text=f"by {HIDDEN}",
        version=f"v {HIDDEN}",
        url=change.url,
    )
    assert change.change_id.startswith("chg_")
    assert MAIL not in change.url
    assert change.url
    assert await toolbox.changes.near("acme", change.service, NOW - 9, NOW) == [change]


async def test_what_is_not_told_is_left_open(toolbox: Toolbox) -> None:
    change = await told(toolbox)
    assert (change.at, change.environment, change.version, change.url) == (NOW, NOTHING, NOTHING, NOTHING)


async def test_a_keys_own_place_wins(toolbox: Toolbox) -> None:
    change = await told(toolbox, OF_KEY, environment="test")
    assert (change.service, change.environment, change.actor) == ("vault", "prod", "key:ci")


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"at": NOW + 300.1}, "^at: must not be in the future"),
        ({"text": " "}, "^text: must not be empty"),
        ({"service": ""}, "^service: must not be empty"),
        ({"environment": "a\nb"}, "^environment: control and invisible"),
        ({"version": "1" * 201}, "^version: has more than 200 characters"),
        ({"url": " "}, "^url: must not be empty"),
    ],
)
async def test_what_cannot_be_is_refused_by_its_field(toolbox: Toolbox, how: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidRequest, match=said):
        await told(toolbox, **how)
    assert await toolbox.changes.near("acme", "api", 0.0, NOW * 2) == []


async def test_clocks_may_differ_a_little(toolbox: Toolbox) -> None:
    assert (await told(toolbox, at=NOW + 300)).at == NOW + 300


async def test_who_may_not_report_tells_no_change(toolbox: Toolbox) -> None:
    with pytest.raises(Forbidden):
        await told(toolbox, Caller("acme", "joe", frozenset([Scope.READ])))


async def test_a_ticket_shows_what_changed_near_it(toolbox: Toolbox) -> None:
    clock = ManualClock(NOW)
    opened = (await Story(toolbox.store, clock, "acme").report("disk full", environment="prod")).incident_id
    first = (await toolbox.store.incident("acme", opened)).first_seen

    async def change(text: str, at: float, **how: Any) -> None:
        wanted: dict[str, Any] = {"text": text, "service": "api", "at": at} | how
        await record_change(toolbox.changes, ANN, at, **wanted)

    await change("at last", first + NEAR_SECONDS)
    await change("before", first - NEAR_SECONDS, environment="prod", version="2.0")
    await change("too early", first - NEAR_SECONDS - 1)
    await change("too late", first + NEAR_SECONDS + 1)
    await change("elsewhere", first, environment="test")
    await change("another service", first, service="mail")
    shown = (await ticket_with_changes(toolbox, "acme", opened)).timeline
    changes = [(each.at, each.actor, each.data) for each in shown if isinstance(each.data, Changed)]
    assert [(at, actor, data.text) for at, actor, data in changes] == [
        (first - NEAR_SECONDS, "ann", "before"),
        (first + NEAR_SECONDS, "ann", "at last"),
    ]
    assert (changes[0][2].version, changes[0][2].environment) == ("2.0", "prod")
    assert [each.at for each in shown] == sorted(each.at for each in shown)
