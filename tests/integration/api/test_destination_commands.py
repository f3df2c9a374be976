"""`destinations check|test` against a receiver that answers: a test is marked, resolved and audited."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.cli import main
from tests.support.audit_log import audited
from tests.support.servers.webhook_receiver import Receiver, receiving


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out, said.err


@pytest.fixture
def hook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    with receiving() as receiver:
        path = tmp_path / "d.toml"
        path.write_text(
            f'[[destination]]\nname = "hook"\ntype = "webhook"\nurl = "{receiver.url}"\nallow_private = true\n', "utf-8"
        )
        monkeypatch.setenv("DESTINATIONS_FILE", str(path))
        yield receiver


def test_a_test_is_marked_resolved_and_audited(
    hook: Receiver, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(capsys, "destinations", "test", "hook")
    assert (code, out.strip()) == (0, "hook: ok")
    bodies = [json.loads(body) for _, body in hook.received]
    assert len(bodies) == 2
    assert all("TEST" in json.dumps(body) for body in bodies)
    assert [line[2:] for line in audited(tmp_path / "data")][-1][:2] == ("destination-tried", "hook")


def test_a_test_that_is_not_taken_is_told(hook: Receiver, capsys: pytest.CaptureFixture[str]) -> None:
    hook.status = 410
    code, out, _ = run(capsys, "destinations", "test", "hook", "--json")
    assert (code, json.loads(out)["works"], json.loads(out)["outcome"]) == (1, False, "blocked")
    assert len(hook.received) == 1
    code, _, err = run(capsys, "destinations", "test", "hok")
    assert (code, "did you mean hook?" in err) == (1, True)


def test_a_check_tells_of_no_ticket(hook: Receiver, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "destinations", "check", "--json")
    assert code == (0 if json.loads(out)["destinations"][0]["works"] else 1)
    assert [json.loads(body)["type"] for _, body in hook.received] == ["check"]
