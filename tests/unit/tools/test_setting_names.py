"""A misspelt setting is told with the right name; what others read is left alone."""

from pathlib import Path

import pytest

from tools.setting_names import stray_names
from tools.settings import Settings


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path / ".env"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("SIMILARITY_TRESHOLD=0.9", ": did you mean SIMILARITY_THRESHOLD?"),
        ("similarity_treshold=0.9", ": did you mean SIMILARITY_THRESHOLD?"),
        ("RATE_LIMITS=off", ": did you mean RATE_LIMIT?"),
        ("OPENAI_APIKEY=x", ": did you mean OPENAI_API_KEY?"),
        ("COLOUR=green", "COLOUR is not a setting, so it is ignored"),
    ],
)
def test_a_stray_name_of_the_file_is_told(written: Path, line: str, told: str) -> None:
    written.write_text(f"PORT=9000\n{line}\n", "utf-8")
    [warning] = stray_names()
    assert warning.startswith(".env: ")
    assert warning.endswith(told)
    assert "0.9" not in warning


def test_what_others_read_is_no_stray(written: Path, tmp_path: Path) -> None:
    names = ("OTEL_EXPORTER_OTLP_ENDPOINT", "AWS_REGION", "OPENAI_ORG_ID", "INCIDENT_API_KEY", "JIRA_TOKEN", "port")
    written.write_text("".join(f"{name}=x\n" for name in names), "utf-8")
    destinations = tmp_path / "d.toml"
    destinations.write_text('token_env = "JIRA_TOKEN"', "utf-8")
    assert stray_names(destinations) == ()
    assert "JIRA_TOKEN" in stray_names(tmp_path / "missing.toml")[0]


def test_in_the_environment_only_a_near_name_is_told(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("RECOVERY_QUIET_SECOND", "TERMINAL_COLOUR", "PORTS"):
        monkeypatch.setenv(name, "1")
    told = "environment: RECOVERY_QUIET_SECOND is not a setting, so it is ignored: did you mean RECOVERY_QUIET_SECONDS?"
    assert stray_names() == (told,)


def test_no_setting_is_a_stray(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written.write_text("".join(f"{name.upper()}=\n" for name in Settings.model_fields), "utf-8")
    assert stray_names() == ()
