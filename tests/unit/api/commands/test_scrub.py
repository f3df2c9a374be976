"""`scrub`: previewed, done, told in the audit log without the text, and refused where it would harm."""

import io
from pathlib import Path

import pytest

from api.cli import main
from tests.support.audit_log import audited
from tests.support.clock import ManualClock
from tests.support.story import Story
from tools.audit_keys import seal_of
from tools.settings import Settings
from tools.tickets.embedded import EmbeddedStore

SECRET = "hunter2-Sup3r&more"
pytestmark = pytest.mark.usefixtures("judged_by_cosine")


@pytest.fixture
async def ticket(tmp_path: Path, clock: ManualClock) -> str:
    store = await EmbeddedStore.open(tmp_path / "data", clock, seal=seal_of(Settings()))
    found = (await Story(store, clock).report(f"login failed with {SECRET}", fp="login")).incident_id
    await store.comment("default", found, f"it says {SECRET}", "user:ann")
    await store.close()
    return found


def command(*words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(list(words))
    return int(ended.value.code or 0)


def kept(folder: Path) -> str:
    return "".join(path.read_bytes().decode("utf-8", "replace") for path in folder.glob("incidents.db*"))


def test_a_text_is_previewed_and_erased(ticket: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "data"
    assert command("scrub", SECRET, "--dry-run") == 0
    said = capsys.readouterr().out
    assert ("tickets" in said, "Nothing was changed." in said, SECRET in kept(folder)) == (True, True, True)
    assert command("scrub", SECRET) == 0
    said = capsys.readouterr().out
    assert ("[scrubbed] has taken its place" in said, "backups" in said, SECRET in said) == (True, True, False)
    assert SECRET not in kept(folder)
    ((*_, action, subject, detail),) = audited(folder)
    assert (action, subject, SECRET in detail) == ("store-scrubbed", "store", False)
    assert command("audit", "verify") == 0
    assert "scrubbed by cli:" in capsys.readouterr().out
    assert command("verify") == 0


def test_standard_input_keeps_it_out_of_lists_of_processes(
    ticket: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(SECRET + "\n"))
    assert command("scrub", "-", "--incident", ticket) == 0
    assert SECRET not in kept(tmp_path / "data")
    ((*_, subject, _),) = audited(tmp_path / "data")
    assert subject == ticket
    assert command("scrub", SECRET) == 0
    assert "The text was not found." in capsys.readouterr().out


@pytest.mark.parametrize("text", ["abc", "resolved", "OCCURRENCES", "service"])
def test_a_text_that_would_harm_others_is_refused(
    ticket: str, text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command("scrub", text) == 2
    assert "the text" in capsys.readouterr().err
    assert SECRET in kept(tmp_path / "data")
    assert audited(tmp_path / "data") == []


def test_an_unknown_ticket_is_named(ticket: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command("scrub", SECRET, "--incident", "inc_unknown") == 1
    assert "inc_unknown" in capsys.readouterr().err
