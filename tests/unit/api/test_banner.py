"""What is printed when the server is ready is right for every address, and no password lands in a log."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from api import banner
from api.banner import FirstStart, show_banner
from tools.settings import Settings


def shown(monkeypatch: pytest.MonkeyPatch, settings: Settings, *, terminal: bool = False, port: int = 8123) -> str:
    out = io.StringIO()
    monkeypatch.setattr(banner, "console", Console(file=out, width=300, force_terminal=terminal, color_system=None))
    show_banner(settings, FirstStart("hunter2", 48), port)
    return out.getvalue()


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("0.0.0.0", "http://127.0.0.1:8123"),
        ("::", "http://[::1]:8123"),
        ("::1", "http://[::1]:8123"),
        ("localhost", "http://localhost:8123"),
    ],
)
def test_the_address_is_one_that_is_listened_on(host: str, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    told = shown(monkeypatch, Settings(_env_file=None, host=host, port=0))
    assert f"{url}/ui/" in told
    assert f"curl -s {url}/login" in told


def test_a_password_is_shown_in_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(_env_file=None)
    assert "hunter2" in shown(monkeypatch, settings, terminal=True)
    assert "hunter2" not in shown(monkeypatch, settings)


def test_its_file_is_quoted_for_the_shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "my data"
    folder.mkdir()
    (folder / "admin-password").touch()
    assert f"$(cat '{folder}/admin-password')" in shown(monkeypatch, Settings(_env_file=None, data_dir=folder))


def test_without_the_file_it_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = shown(monkeypatch, Settings(_env_file=None, data_dir=tmp_path))
    assert told.index("read -rs ADMIN_PASSWORD") < told.index('"$ADMIN_PASSWORD"')


def test_what_is_switched_on_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = shown(monkeypatch, Settings(_env_file=None))
    assert "embedded in " in plain
    assert "48 runbooks" in plain
    assert "in this log only" in plain
    cloudy = Settings(_env_file=None, s3_bucket="tickets", openai_api_key="x", slack_webhook_url="https://h.example/x")
    told = shown(monkeypatch, cloudy)
    assert "s3 (tickets)" in told
    assert "gpt-4o-mini" in told
    assert "in Slack" in told
    assert "NOTIFY=off" in shown(monkeypatch, Settings(_env_file=None, notify=False))
