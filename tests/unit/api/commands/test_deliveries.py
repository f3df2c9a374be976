"""`deliveries list|replay` and `shadow`: what is on its way, what is sent again, and what would have been told."""

import asyncio
import json
import time
from pathlib import Path

import pytest

from api.cli import main
from tests.support.deliveries import message, row
from tools.nouns.deliveries import OFF, DeliveryRow, DeliveryState
from tools.tickets.embedded import EmbeddedStore


@pytest.fixture
def rows(tmp_path: Path) -> list[DeliveryRow]:
    """Two dead ones, one that was delivered, and two that NOTIFY=off held back, one of them nine days old."""

    async def stored() -> list[DeliveryRow]:
        (tmp_path / "data").mkdir(mode=0o700)
        store, now = await EmbeddedStore.open(tmp_path / "data", time.time, ""), time.time()
        made = [
            row("oncall", message(1, at=now - 60), state=DeliveryState.DEAD),
            row("hook", message(1, at=now - 60), state=DeliveryState.DEAD),
            row("hook", message(2, at=now - 50), state=DeliveryState.DELIVERED),
            row("oncall", message(3, at=now - 40), state=DeliveryState.SILENCED, silenced_by=OFF),
            row("oncall", message(4, at=now - 9 * 86_400), state=DeliveryState.SILENCED, silenced_by=OFF),
        ]
        await store.deliveries.add(made)
        await store.close()
        return made

    return asyncio.run(stored())


def shown(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    said = capsys.readouterr()
    assert (ended.value.code or 0) == code, said.err
    return said.err if code else said.out


def ids_of(capsys: pytest.CaptureFixture[str], state: str) -> list[str]:
    found = json.loads(shown(capsys, "deliveries", "list", "--state", state, "--json"))
    assert found["count"] == len(found["deliveries"])
    return [each["delivery_id"] for each in found["deliveries"]]


def test_dead_ones_are_listed_and_sent_again(rows: list[DeliveryRow], capsys: pytest.CaptureFixture[str]) -> None:
    oncall, hook = rows[0].delivery_id, rows[1].delivery_id
    assert set(ids_of(capsys, "dead")) == {oncall, hook}
    assert f"{oncall} is queued again" in shown(capsys, "deliveries", "replay", oncall).replace("\n", " ")
    assert (ids_of(capsys, "dead"), ids_of(capsys, "pending")) == ([hook], [oncall])
    assert "1 deliveries are queued" in shown(capsys, "deliveries", "replay")
    assert (ids_of(capsys, "dead"), set(ids_of(capsys, "pending"))) == ([], {oncall, hook})
    assert "no delivery" in shown(capsys, "deliveries", "replay", "dlv_none", code=1)


def test_the_shadow_report_names_who_and_how_many(rows: list[DeliveryRow], capsys: pytest.CaptureFixture[str]) -> None:
    for since, messages in (("7d", {"oncall": 2, "hook": 2}), ("30d", {"oncall": 3, "hook": 2})):
        report = json.loads(shown(capsys, "shadow", "--since", since, "--json"))
        assert {each["name"]: each["messages"] for each in report["destinations"]} == messages
        assert set(report["fewer_than_alerts"]) == set(messages)
    assert {each["name"]: each["told"] for each in report["destinations"]} == {"oncall": 0, "hook": 1}
    text = shown(capsys, "shadow", "--since", "7d")
    assert "0 alerts became 0 incidents" in text
    assert "2 opened" in text
    assert "--since" in shown(capsys, "shadow", "--since", "soon", code=2)
