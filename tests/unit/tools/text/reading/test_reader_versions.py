"""One crash or line as another version, logger or shipper writes it: the same problem."""

import pytest

from tests.support.cases import cases
from tests.support.matching_cases import joined, profile
from tools.nouns.reports import Report
from tools.text.identity.fingerprint import profiles_of

SAME = cases("reader_versions", "same")


@pytest.mark.parametrize(("change", "one", "other"), SAME)
def test_another_version_or_dress_is_the_same_problem(change: str, one: str, other: str) -> None:
    assert joined(one, other), (change, profile(one), profile(other))


TWO = """{"version": "4", "status": "firing", "alerts": [
 {"status": "%s", "labels": {"alertname": "%s", "severity": "%s"}, "annotations": {"summary": "%s"}},
 {"status":"firing","labels":{"alertname":"DoorOpen","severity":"warning"},"annotations":{"summary":"Door open"}}]}"""


def told(status: str = "firing", severity: str = "critical") -> list[str]:
    body = TWO % (status, "ColdRoomWarm", severity, "A cold room is warm")
    return [each.message for each in profiles_of(Report("r", "t", "api", body, 0.0))]


def test_every_alert_of_a_body_is_found_the_worst_speaks_first() -> None:
    assert told() == ["ColdRoomWarm\nA cold room is warm", "DoorOpen\nDoor open"]
    assert told(severity="info")[0] == "DoorOpen\nDoor open"


def test_what_is_over_speaks_last() -> None:
    assert told(status="resolved")[0] == "DoorOpen\nDoor open"


def test_the_order_of_a_body_decides_nothing() -> None:
    same = TWO % ("firing", "DoorAjar", "warning", "A door is ajar")
    head, first, second = same.split("\n")
    swapped = "\n".join((head, second.replace("]}", ",").strip(), first.rstrip(",") + "]}"))
    one, other = (profiles_of(Report("r", "t", "api", body, 0.0)) for body in (same, swapped))
    assert [each.fingerprint for each in one] == [each.fingerprint for each in other]


FRONTS = [
    "@4000000065a1b2c3075bcd15 ", "depot:dev: ", "apps/depot dev: ", "depot stderr | ", "depot[stderr] ",
    "Mon 2026-05-11 03:14:07 CEST node-1 depotd[881]: ", "/var/log/depot.log:4711:", "[depot-7-abcde] ",
    '2026-05-11T03:14:07Z {app="depot", pod="depot-7d4b9c6f5d-x2x9k"} ', "2026-05-11T03:14:07.118Z depot/label/0f1e2d ",
    "2026-05-11T03:14:07Z app[148e21] ams [error]", "2026-05-11T03:14:07.118Z\t1f2e3d4c-5b6a-7988-9706-a5b4c3d2e1f0\t",
]  # fmt: skip
TRACE = """Traceback (most recent call last):
  File "/srv/depot/weigh.py", line 48, in weigh
    raise LabelError(crate)
depot.errors.LabelError: the crate has no label"""


@pytest.mark.parametrize("front", FRONTS)
def test_whatever_stands_in_front_of_each_line_of_a_trace(front: str) -> None:
    assert joined(TRACE, "\n".join(front + line for line in TRACE.split("\n")), cosine=0.0)


@pytest.mark.parametrize("front", ["web    | ", "depot:dev: ", "apps/depot dev: ", FRONTS[5], FRONTS[8], FRONTS[10]])
def test_whatever_stands_in_front_of_a_level(front: str) -> None:
    line = "ERROR could not print the label: the belt is locked by another keeper"
    assert joined(line, front + line, cosine=0.0)
    assert not joined(line, front + line.replace("ERROR", "INFO"), cosine=0.0)


PLACES = [
    "Get-Item : Access is denied\nAt C:\\depot\\{}.ps1:12 char:3\n+   Get-Item $crate",
    "/opt/depot/{}.sh: line 12: weigh: command not found",
    "depot: Prelude.head: empty list\nCallStack (from HasCallStack):\n  error, called at src/{}.hs:12:5 in main:Depot",
    "Unhandled exception:\nNo crate\n#0      weigh (package:depot/{}.dart:12:5)",
    "Program terminated with signal SIGSEGV, Segmentation fault.\n#0  0x00007f3c in weigh (x=0x0) at src/{}.c:12",
    "TypeError: crate is undefined\nweigh@https://depot.example.net/{}.js:12:5",
    "Traceback (most recent call last)\n/srv/{}.nim(12) weigh\nError: unhandled exception: no crate [IndexDefect]",
    'Fatal error: exception Not_found\nRaised at Depot.weigh in file "src/{}.ml", line 12, characters 3-9',
    "thread 881 panic: index out of bounds\n/src/{}.zig:12:5: 0x10 in weigh (depot)",
    "Unhandled exception: Index out of bounds (IndexError)\n  from src/{}.cr:12:5 in 'weigh'",
    "lua entry thread aborted: runtime error: /etc/{}.lua:12: attempt to index a nil value\nstack traceback:",
]


@pytest.mark.parametrize("crash", PLACES)
def test_the_file_of_a_frame_tells_crashes_apart(crash: str) -> None:
    assert joined(crash.format("crates"), crash.format("crates").replace("12", "17"), cosine=0.0)
    assert not joined(crash.format("crates"), crash.format("labels"))
