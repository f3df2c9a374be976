"""What people do on the command line: with as much of an id as is unambiguous, on a store opened without a model."""

import asyncio
import json
import time
from pathlib import Path

import pytest

from api.cli import main
from tests.support.audit_log import audited
from tests.support.doubles.ports import report
from tools.nouns.reports import Candidates
from tools.text.identity.fingerprint import profile_of
from tools.tickets.embedded import EmbeddedStore


@pytest.fixture
def ids(tmp_path: Path) -> list[str]:
    """Two tickets of the store that commands open."""

    async def opened() -> list[str]:
        (tmp_path / "data").mkdir(mode=0o700)
        store = await EmbeddedStore.open(tmp_path / "data", time.time, "")
        found = []
        for number, log in enumerate(("disk full on node", "certificate expired\ton edge")):
            one = report(log, request_id=f"req_{number}", tenant="default")
            found.append((await store.record(one, profile_of(one), Candidates(0, b"", ()))).incident_id)
        await store.close()
        return found

    return asyncio.run(opened())


def command(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    assert (ended.value.code or 0) == code
    said = capsys.readouterr()
    return said.err if code else said.out


def test_acts_are_done_and_audited_by_a_part_of_the_id(
    ids: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    short = ids[0].removeprefix("inc_")[:-4].lower()
    assert command(capsys, "acknowledge", short) == f"{ids[0]} is ACKNOWLEDGED.\n"
    command(capsys, "comment", short, "looking")
    command(capsys, "feedback", short, "yes", "--step", "1")
    command(capsys, "merge", short, ids[1])
    assert ids[1] in command(capsys, "show", short)
    command(capsys, "split", ids[1], "--merged", ids[0])
    actions = [line[2] for line in audited(tmp_path / "data")]
    acts = ["acknowledged", "commented", "advice-rated", "merged", "split"]
    assert [action.removeprefix("incident-") for action in actions] == acts


def test_what_cannot_be_done_is_said_with_the_words_to_use(ids: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert "'unhelpful'" in command(capsys, "feedback", ids[0], "perhaps", code=2)
    assert "SHIPPED_RUNBOOKS=never" in command(capsys, "runbooks", "remove", "--all-of", "shipped", code=2)


def test_an_id_that_is_ambiguous_or_unknown_is_said_so(ids: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    said = " ".join(command(capsys, "show", "0", code=1).split())
    assert all(f" {incident_id}" in said for incident_id in ids)
    assert "no incident of default has an id that begins with zz" in command(capsys, "show", "zz", code=1)
    assert "exactly one of" in command(capsys, "split", ids[0], code=2)


def test_a_pipe_gets_whole_ids_and_titles_by_tabs(ids: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    rows = [line.split("\t") for line in command(capsys, "list").splitlines()]
    assert [row[0] for row in rows] == ids[::-1]
    assert [row[-1] for row in rows] == ["certificate expired on edge", "disk full on node"]


def test_json_has_the_pages_cursor(ids: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    first = json.loads(command(capsys, "list", "--limit", "1", "--json"))
    assert (first["count"], first["incidents"][0]["incident_id"]) == (2, ids[1])
    second = json.loads(command(capsys, "list", "--limit", "1", "--json", "--cursor", first["next_cursor"]))
    assert [each["incident_id"] for each in second["incidents"]] == [ids[0]]
