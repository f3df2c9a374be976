"""The tag of a release is the package's version, and CHANGELOG.md says what is in it."""

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]


def notes(version: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, str(ROOT / "deploy" / "release_notes.py"), version]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_version_has_its_notes() -> None:
    told = notes(f"v{VERSION}")
    assert (told.returncode, told.stderr) == (0, "")
    assert "docs/UPGRADE.md" in told.stdout
    assert "\n## " not in told.stdout


def test_another_version_is_refused() -> None:
    told = notes("v9.9.9")
    assert told.returncode == 1
    assert f"the package is {VERSION}" in told.stderr
