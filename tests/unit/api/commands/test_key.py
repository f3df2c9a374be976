"""`key add|list|revoke|secret`: the key is printed once, and never listed."""

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


def test_a_secret_is_set_replaced_and_removed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    [key_id] = re.findall(r"key_\w{26}", command(capsys, "add", "pager", "--scope", "report"))
    told = [
        command(capsys, "secret", key_id, "--signing-secret", "the first secret"),
        command(capsys, "secret", key_id, "--signing-secret", "the second secret", "--old-hours", "2"),
    ]
    assert ["the one before" in each for each in told] == [False, True]
    assert "signed bodies only" in command(capsys, "list")
    assert "requires no signature" in command(capsys, "secret", key_id, "--remove")
    assert "signed bodies only" not in command(capsys, "list")
    actions = [line[2] for line in audited(tmp_path / "data")]
    assert actions == ["key-added", "key-secret-set", "key-secret-set", "key-secret-removed"]


def test_what_a_key_can_be_told_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    maps = ("--map", "text=problem.words", "--map", "severity=problem.level || 'low'")
    beat = ("add", "watchdog", "--scope", "report", "--heartbeat", "--quiet", "off", "--environment", "prod")
    command(capsys, "add", "belt", "--scope", "report", "--sender", "generic", "--quiet", "90", *maps)
    command(capsys, *beat, "--signing-secret", "not-to-be-shown")
    listed = command(capsys, "list")
    assert [line.split("\t")[2] for line in listed.splitlines()] == ["active", "active"]  # a line each in a pipe
    for shown in ("quiet 90 s", "text = problem.words", "severity = problem.level || 'low'"):
        assert shown in listed
    for shown in ("heartbeat", "quiet off", "environment prod", "signed bodies only"):
        assert shown in listed
    assert "not-to-be-shown" not in listed


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (("--map", "problem.words"), "write FIELD=EXPRESSION"),
        (("--map", "colour=a"), "mapping: 'colour' is not a field"),
        (("--map", "text=a["), "mapping.text: not a JMESPath expression"),
        (("--quiet", "soon"), "--quiet soon: write seconds, or off"),
        (("--quiet", "-1"), "recovery_quiet_seconds: must be 0 or more seconds"),
    ],
)
def test_what_cannot_be_is_told(capsys: pytest.CaptureFixture[str], wrong: tuple[str, ...], said: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["key", "add", "belt", "--scope", "report", *wrong])
    assert ended.value.code
    told = capsys.readouterr()
    assert said in " ".join((told.out + told.err).split())
