"""What the command line says when it is asked for something that cannot be."""

from pathlib import Path

import pytest

from api.cli import main


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["user", "add", "  "], "must not be empty"),
        (["user", "add", "ada", "--tenant", ""], "must not be empty"),
        (["list", "--tenant", " "], "must not be empty"),
        (["ingest", ".", "--tenant", "a\u202eb"], "invisible characters"),
        (["report", "disk full", "--service", ""], "error: service: "),
        (
            ["report", "disk full", "--service", "db", "--severity", "[/red]"],
            "error: severity: unknown severity '[/red]'",
        ),
        (["resolve", "inc_1", " "], "there are no incidents in "),
        (["list"], "there are no incidents in "),
        (["report", "--service", "db"], "give a text"),
        (["report", "x", "--service", "db", "--follow", "y"], "give a text"),
        (["report", "--follow", "y", "--service", "db", "--match", "("], "--match: this is not a regular expression"),
        (["list", "--api", "here"], "--api: here is not an address"),
        (["import", "[/red]"], "error: cannot read [/red]: "),
    ],
)  # fmt: skip
def test_a_mistake_is_told_in_a_line(
    arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code
    assert said in capsys.readouterr().err


def test_looking_makes_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    for arguments in (["list"], ["show", "inc_1"], ["analytics"]):
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        assert ended.value.code == 1
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("TICKET_STORE", "auto, embedded or s3"),
        ("ADVISOR", "auto, runbook or openai"),
        ("EMBEDDINGS", "minilm or hugg"),
    ],
)
def test_a_backend_that_cannot_be_is_told_with_those_that_can(
    name: str, allowed: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(name, "postgres")
    with pytest.raises(SystemExit):
        main(["verify"])
    told = capsys.readouterr().err
    assert allowed in told
    assert "pinecone" not in told


@pytest.mark.parametrize("name", ["PORT", "SHIPPED_RUNBOOKS", "ADVISOR", "FLAP_COUNT"])
def test_a_setting_that_cannot_be_is_named_but_not_repeated(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(name, "hunter2")
    with pytest.raises(SystemExit):
        main(["verify"])
    told = capsys.readouterr().err
    assert told.startswith(f"error: {name}: ")
    assert "hunter2" not in told


def test_settings_of_another_encoding_are_told_in_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".env").write_bytes(b"ADMIN_USERNAME=J\xfcrgen\n")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit):
        main(["verify"])
    assert capsys.readouterr().err == "error: .env is not UTF-8 text\n"
