"""`key add|list|revoke`: the key is printed once, and never listed."""

import re
from pathlib import Path

import pytest

from api.cli import main
from tests.support.audit_log import audited


def command(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as ended:
        main(["key", *arguments])
    assert not ended.value.code
    return capsys.readouterr().out


def test_a_key_is_made_listed_and_ended(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = command(capsys, "add", "grafana", "--scope", "report", "--sender", "grafana", "--expires-days", "30")
    [key_id], [key] = re.findall(r"key_\w{26}", made), re.findall(r"iir_\w+", made)
    listed = command(capsys, "list")
    assert key_id in listed
    assert "active" in listed
    assert key not in listed
    command(capsys, "revoke", key_id)
    assert "revoked" in command(capsys, "list")
    actions = [(line[0], line[2], line[3]) for line in audited(tmp_path / "data")]
    assert actions == [("default", "key-added", key_id), ("default", "key-revoked", key_id)]
