"""What came last from whom is noted beside the request, once in ten seconds, and a failure to note it fails nobody."""

import asyncio

import pytest

from api.intake import last_intakes
from api.intake.last_intakes import LastIntakes
from tools.errors import StoreUnavailable
from tools.nouns.intake_log import LastIntake, TurnedAway
from tools.ports import IntakeLog


class Log(IntakeLog):
    def __init__(self) -> None:
        self.noted: list[LastIntake] = []
        self.away: list[TurnedAway] = []
        self.fail: Exception | None = None

    async def note(self, last: LastIntake) -> None:
        if self.fail:
            raise self.fail
        self.noted.append(last)

    async def turn_away(self, request: TurnedAway) -> None:
        self.away.append(request)


@pytest.fixture
def log() -> Log:
    return Log()


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_an_intake_is_noted_as_it_came(log: Log) -> None:
    LastIntakes(log).note("acme", "key:grafana", "grafana", 7.0, {"fired": 2}, ["odd"], ["ping", "empty", "ping"])
    await settle()
    assert log.noted == [
        LastIntake(
            tenant="acme",
            sender="grafana",
            identity="key:grafana",
            at=7.0,
            counts={"fired": 2},
            warnings=("odd",),
            reasons=("ping", "empty"),
        )
    ]


async def test_the_next_is_noted_after_ten_seconds(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [50.0]
    monkeypatch.setattr(last_intakes.time, "monotonic", lambda: now[0])
    notes = LastIntakes(log)
    for now[0] in (50.0, 59.9, 60.0, 69.9):
        notes.note("acme", "key:grafana", "grafana", now[0], {}, [])
    await settle()
    assert [each.at for each in log.noted] == [50.0, 60.0]


@pytest.mark.parametrize(
    "who", [("umbrella", "key:a", "grafana"), ("acme", "key:b", "grafana"), ("acme", "key:a", "sns")]
)
async def test_every_tenant_key_and_sender_is_noted_by_itself(log: Log, who: tuple[str, str, str]) -> None:
    notes = LastIntakes(log)
    for tenant, identity, sender in (("acme", "key:a", "grafana"), who):
        notes.note(tenant, identity, sender, 7.0, {}, [])
    await settle()
    assert len(log.noted) == 2


async def test_a_note_that_fails_is_a_warning(log: Log, caplog: pytest.LogCaptureFixture) -> None:
    log.fail = StoreUnavailable("disk full")
    LastIntakes(log).note("acme", "key:a", "grafana", 7.0, {}, [])
    await settle()
    assert [each.getMessage() for each in caplog.records] == ["the last intake of grafana is not noted: disk full"]


async def test_each_reason_to_refuse_is_noted_by_itself(log: Log) -> None:
    notes = LastIntakes(log)
    away = [TurnedAway(tenant="acme", sender="sns", identity="key:a", at=7.0, why=why) for why in "abab"]
    for each in away:
        notes.turn_away(each)
    await settle()
    assert log.away == away[:2]
