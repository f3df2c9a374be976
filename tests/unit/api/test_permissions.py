"""Files that others can read are named with what to do, and those that nobody else can are not."""

from pathlib import Path

import pytest

from api.permissions import permission_warnings
from tests.support.application import settings_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "data"
    made.mkdir(mode=0o700)
    return made


@pytest.mark.parametrize("name", ["jwt-secret", "audit-key", "admin-password", "incidents.db"])
def test_a_secret_file_that_others_can_read_is_named(folder: Path, name: str) -> None:
    (folder / name).touch(0o600)
    assert permission_warnings(settings_of(folder.parent)) == ()
    (folder / name).chmod(0o640)
    (said,) = permission_warnings(settings_of(folder.parent))
    assert said == f"others on this machine can read {name}: chmod 600 {folder / name}"


def test_an_open_folder_and_a_key_file_elsewhere_are_named(folder: Path, tmp_path: Path) -> None:
    folder.chmod(0o755)
    key = tmp_path / "audit.key"
    key.touch(0o644)
    said = permission_warnings(settings_of(tmp_path, audit_key_file=key))
    assert [each.partition(":")[0] for each in said] == [
        "others on this machine can look into DATA_DIR",
        "others on this machine can read audit.key",
    ]


@pytest.mark.parametrize(
    ("line", "told"), [("JWT_SECRET_KEY=x", 1), ("METRICS_TOKEN=x", 1), ("JWT_SECRET_KEY=", 0), ("PORT=1", 0)]
)
def test_an_environment_file_counts_if_it_holds_secrets(folder: Path, tmp_path: Path, line: str, told: int) -> None:
    file = tmp_path / ".env"
    file.write_text(line + "\n")
    file.chmod(0o644)
    assert len(permission_warnings(settings_of(tmp_path), file)) == told
