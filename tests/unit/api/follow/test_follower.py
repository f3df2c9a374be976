"""A followed file is reported once: through rotation, truncation, outages and restarts."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from api.follow import follower
from api.follow.follower import Follower
from api.follow.sending import Sender
from tests.support.followed import PAUSES, ListSink, ScriptedStop, follow, pause
from tools.errors import InvalidRequest


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "app.log"


def writes(path: Path, text: str) -> Callable[[], object]:
    def step() -> None:
        with path.open("a", encoding="utf-8") as file:
            file.write(text)

    return step


def test_what_is_written_from_now_on_is_reported(log: Path) -> None:
    log.write_text("old\n", "utf-8")
    sink = ListSink()
    follow(log, sink, writes(log, "ERROR one\n\tat a\n"), writes(log, "\tat b\nERROR two\n"), *PAUSES)
    assert sink.texts == ["ERROR one\n\tat a\n\tat b", "ERROR two"]


def test_from_its_first_line_if_asked(log: Path) -> None:
    log.write_text("old\n", "utf-8")
    sink = ListSink()
    follow(log, sink, *PAUSES, from_start=True)
    assert sink.texts == ["old"]


def test_a_file_that_comes_later_is_waited_for(log: Path) -> None:
    sink, told = ListSink(), list[str]()
    follow(log, sink, pause, writes(log, "first\n"), *PAUSES, told=told)
    assert sink.texts == ["first"]
    assert told[0] == f"{log} does not exist: waiting for it"


def test_a_renamed_file_is_read_to_its_end(log: Path) -> None:
    log.touch()
    sink, old = ListSink(), log.with_name("app.log.1")
    steps = (
        writes(log, "one\n"), lambda: log.rename(old), writes(old, "two\nunfinished"), writes(log, "three\n"),
        writes(old, " line\n"),
    )  # fmt: skip
    follow(log, sink, *steps, *PAUSES, *PAUSES)
    assert sink.texts == ["one", "two", "unfinished line", "three"]


def test_an_emptied_file_is_read_from_its_start(log: Path) -> None:
    log.touch()
    sink = ListSink()
    steps = (writes(log, "one\n"), *PAUSES, lambda: os.truncate(log, 0), writes(log, "two\n"), *PAUSES)
    follow(log, sink, *steps)
    assert sink.texts == ["one", "two"]


def test_emptied_and_longer_again_is_seen_too(log: Path) -> None:
    log.touch()
    sink = ListSink()
    steps = (writes(log, "one\n"), *PAUSES, lambda: log.write_text("two\nthree\n", "utf-8"), *PAUSES)
    follow(log, sink, *steps)
    assert sink.texts == ["one", "two", "three"]


def test_a_restart_goes_on_where_it_stopped(log: Path) -> None:
    log.touch()
    sink = ListSink()
    follow(log, sink, writes(log, "one\nhalf"))
    writes(log, " a line\ntwo\n")()
    follow(log, sink, *PAUSES)
    assert sink.texts == ["one", "half a line", "two"]
    assert sink.sent == 3


def test_an_answer_that_was_lost_counts_nothing_twice(log: Path) -> None:
    log.touch()
    sink, told = ListSink(), list[str]()
    sink.loses_answers = True
    follow(log, sink, writes(log, "ERROR one\n\tat a\nERROR two\n"), told=told)
    assert told[-1] == "stopped while something was on its way"
    sink.loses_answers = False
    writes(log, "\tat c\n")()
    follow(log, sink, *PAUSES)
    assert sink.texts[:2] == ["ERROR one\n\tat a", "ERROR two\n\tat c"]
    assert sink.sent == 3


@pytest.mark.parametrize("copied", [False, True], ids=["renamed", "copied and emptied"])
def test_a_file_rotated_meanwhile_is_finished_first(log: Path, copied: bool) -> None:
    log.touch()
    sink = ListSink()
    follow(log, sink, writes(log, "one\n"), *PAUSES)
    writes(log, "two\n")()
    old = log.with_name("app.log.2")
    if copied:
        old.write_bytes(log.read_bytes())
        os.truncate(log, 0)
    else:
        log.rename(old)
    between = log.with_name("app.log.1")
    between.write_text("three\n", "utf-8")
    os.utime(old, (100, 100))
    writes(log, "four\n")()
    follow(log, sink, *PAUSES, *PAUSES)
    assert sink.texts == ["one", "two", "three", "four"]


def test_a_file_that_is_gone_is_told(log: Path) -> None:
    log.touch()
    sink, told = ListSink(), list[str]()
    follow(log, sink, writes(log, "one\n"), *PAUSES)
    log.write_text("another\n", "utf-8")
    follow(log, sink, *PAUSES, told=told)
    assert sink.texts == ["one", "another"]
    assert "gone or compressed" in told[0]


def test_an_outage_is_waited_out(log: Path) -> None:
    log.touch()
    sink, told = ListSink(), list[str]()
    sink.away = True
    follow(log, sink, writes(log, "one\ntwo\n"), *PAUSES, pause, lambda: setattr(sink, "away", False), told=told)
    assert sink.texts == ["one", "two"]
    assert [line for line in told if "wait" in line] == ["1 reports wait: nothing listens there"]


def test_only_what_is_wanted_is_reported(log: Path) -> None:
    log.touch()
    sink, stop = ListSink(), ScriptedStop(pause)
    read, write = os.pipe()
    os.write(write, b"INFO fine\nERROR bad\n\tat x\nINFO fine\nlast ERROR")
    os.close(write)
    Follower(Sender(sink, stop, print), stop, print, re.compile("ERROR")).pipe(read)
    os.close(read)
    assert sink.texts == ["ERROR bad\n\tat x", "last ERROR"]


def test_a_position_file_of_others_is_refused(log: Path) -> None:
    log.touch()
    (log.parent / "positions").mkdir()
    (log.parent / "positions" / "one.json").write_text("[]", "utf-8")
    with pytest.raises(InvalidRequest, match="not a position file"):
        follow(log, ListSink())


def test_many_lines_go_in_batches(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follower, "BATCH_RECORDS", 3)
    log.touch()
    sink = ListSink()
    follow(log, sink, writes(log, "".join(f"line {number}\n" for number in range(8))), *PAUSES)
    assert sink.texts == [f"line {number}" for number in range(8)]
