"""What libraries read from the environment may stand in `.env` too."""

import os
from pathlib import Path

import pytest

from tools.env_file import export_for_libraries


def test_what_libraries_read_is_exported_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "environ", {"AWS_REGION": "eu-west-1"})
    lines = ("AWS_REGION=us-east-1", "AWS_ACCESS_KEY_ID=x", "AWS_PROFILE=", "https_proxy=http://proxy:3128", "PORT=1")
    (tmp_path / ".env").write_text("\n".join(lines), "utf-8")
    export_for_libraries()
    assert os.environ == {
        "AWS_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "x",
        "https_proxy": "http://proxy:3128",
    }


def test_without_a_file_nothing_is_exported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    before = dict(os.environ)
    export_for_libraries()
    assert dict(os.environ) == before
