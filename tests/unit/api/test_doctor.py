"""The doctor names what is wrong with what to do, and makes nothing."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from api import doctor
from api.doctor import State, examine
from tests.support.application import NOBODY, open_test_toolbox, settings_of
from tests.support.certificates import made_pair
from tools.errors import StoreUnavailable
from tools.nouns.deliveries import Hold
from tools.settings import Settings
from tools.toolbox import Toolbox


@pytest.fixture
async def toolbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Toolbox:
    """What the doctor opens, and closes."""
    opened = await open_test_toolbox(settings_of(tmp_path))
    await opened.accounts.create_user(replace(NOBODY, username="ann", disabled=False))

    async def open_it(*_: object) -> Toolbox:
        return opened

    monkeypatch.setattr(doctor, "open_toolbox", open_it)
    return opened


async def found(settings: Settings) -> dict[str, State]:
    return {each.point: each.state for each in await examine(settings)}


async def test_a_machine_that_serves_is_well(toolbox: Toolbox) -> None:
    toolbox.settings.data_dir.chmod(0o700)
    said = await found(toolbox.settings)
    assert {said[point] for point in ("disk", "model", "store", "accounts", "destinations")} == {State.WELL}


async def test_nothing_is_made_before_the_first_start(tmp_path: Path) -> None:
    settings = settings_of(tmp_path / "new")
    said = await found(settings)
    assert (said["folder"], said["store"]) == (State.DOUBTFUL, State.DOUBTFUL)
    assert not settings.data_dir.exists()


async def test_weak_secrets_are_wrong(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, host="0.0.0.0", jwt_secret_key="short")
    (first, *_) = await examine(settings)
    assert (first.point, first.state, "JWT_SECRET_KEY" in first.text) == ("settings", State.WRONG, True)


async def test_nobody_who_can_administrate_is_wrong(toolbox: Toolbox) -> None:
    await toolbox.accounts.delete_user("ann")
    await toolbox.accounts.create_user(NOBODY)
    assert (await found(toolbox.settings))["accounts"] is State.WRONG


async def test_an_open_folder_and_a_hold_are_doubtful(toolbox: Toolbox) -> None:
    toolbox.settings.data_dir.chmod(0o755)
    await toolbox.whole_store.lanes.hold(Hold(1.0, "restored"))
    said = await found(toolbox.settings)
    assert (said["folder"], said["destinations"]) == (State.DOUBTFUL, State.DOUBTFUL)


async def test_a_store_that_does_not_answer_is_wrong(toolbox: Toolbox, monkeypatch: pytest.MonkeyPatch) -> None:
    async def full(_: object) -> None:
        raise StoreUnavailable("the disk is full")

    monkeypatch.setattr(type(toolbox.store), "ready", full)
    findings = await examine(toolbox.settings)
    assert [each.text for each in findings if each.state is State.WRONG] == ["the disk is full"]


async def test_what_cannot_be_opened_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(*_: object) -> Toolbox:
        raise StoreUnavailable("no such bucket")

    monkeypatch.setattr(doctor, "open_toolbox", refuse)
    settings = settings_of(tmp_path)
    settings.data_dir.mkdir(parents=True)
    (settings.data_dir / "incidents.db").touch()
    assert (await found(settings))["store"] is State.WRONG


@pytest.mark.parametrize(
    ("days", "mode", "state"),
    [(90, 0o600, State.WELL), (3, 0o600, State.DOUBTFUL), (90, 0o644, State.DOUBTFUL), (-1, 0o600, State.WRONG)],
)
async def test_a_certificate_is_looked_at(tmp_path: Path, days: int, mode: int, state: State) -> None:
    made = made_pair(begins=timedelta(days=-9), ends=timedelta(days=days))
    certificate, key = made.written(tmp_path)
    key.chmod(mode)
    settings = settings_of(tmp_path / "new", tls_cert_file=certificate, tls_key_file=key)
    assert (await found(settings))["tls"] is state


async def test_beyond_loopback_tls_is_missed(tmp_path: Path) -> None:
    strong = "Zk3v9QmX2pLr8TnYw5Hc7Bd1Gf4Js6Ua0Ei"
    away = settings_of(tmp_path / "new", host="0.0.0.0", jwt_secret_key=strong, audit_key=strong)
    assert (await found(away))["tls"] is State.DOUBTFUL
    assert "tls" not in await found(away.model_copy(update={"public_url": "https://a.example"}))
    assert "tls" not in await found(settings_of(tmp_path / "new"))
