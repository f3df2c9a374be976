"""Loggers whose headers begin as no other's: the message is found, with who said it and how loud."""

import pytest

from tests.support.matching_cases import joined, profile

TOLD = "boiler of hall east lost its flame twice"
# (line, component, level)
DRESSES = [
    ("E, [2026-04-02T09:01:02.330021 #411] ERROR -- heating: {}", "heating", "error"),
    ("W260402 09:01:02.330021 77 base/heat/flame.go:310 ⋮ [n2,h7] 912  {}", "flame.go", "warning"),
    ("9:01AM ERR {}", "", "error"),
    ("WARN[0031] {}", "", "warning"),
    ("[Nest] 411  - 04/02/2026, 9:01:02 AM    WARN [HeatService] {}", "HeatService", "warning"),
    ("fail: Heating.Flame[3]\n      {}", "Heating.Flame", "error"),
    ("Apr 02, 2026 9:01:02 AM org.example.Flame watch\nWARNING: {}", "org.example.Flame", "warning"),
    ("[2026-04-02 09:01:02,330: ERROR/Watcher] {}", "", "error"),
    ("2026-04-02 09:01:02,330 [9] WARN Heating.Flame [(null)] - {}", "Heating.Flame", "warning"),
    ("2026-04-02 09:01:02,330 - heating - WARNING - {}", "heating", "warning"),
    ("2026-04-02 09:01:02.330 | WARNING  | heating.flame:watch:88 - {}", "heating.flame", "warning"),
    ("2026-04-02 09:01:02,330 [main] WARN  org.example.Flame:88 - {}", "org.example.Flame", "warning"),
    ("02-Apr-2026 09:01:02.330 SEVERE [main] org.example.heat.Flame.watch {}", "org.example.heat.Flame", "error"),
    ("2026-04-02T09:01:02.330+0000 W  STORAGE  [conn12] {}", "", "warning"),
    ("2026-04-02T09:01:02.330Z pid=411 tid=ow1 class=HeatJob WARN: {}", "", "warning"),
    ("09:01:02.330 request_id=F17 [error] {}", "", "error"),
    ("2026-04-02 09:01:02 [warning  ] {} [heating.flame]", "heating.flame", "warning"),
    ("2026-04-02T09:01:02.330021Z\twarn\tflame\t{}", "flame", "warning"),
    ("2026-04-02T09:01:02.330+0200\tERROR\theat/flame.go:88\t{}", "heat/flame.go", "error"),
    ("[1775120462] heater[411:0] error: {}", "heater", "error"),
    ("2026-04-02 09:01:02,330 east-1 heater[411] 10.9.0.5: {}", "heater", ""),
    ("[2026/04/02 09:01:02.330021,  1] ../../heat/flame.c:88(watch)\n  {}", "flame.c", ""),
    ("[Apr  2 09:01:02] WARNING[411][C-0000004f]: flame.c:88 watch: {}", "flame.c", "warning"),
    ("[ERR] [flame.c:watch:88] {}", "flame.c", "error"),
    ("[2026-04-02T09:01:02.330+0000] {{flame.py:411}} WARNING - {}", "", "warning"),
]


@pytest.mark.parametrize(("line", "component", "level"), DRESSES)
def test_a_dress_is_taken_off(line: str, component: str, level: str) -> None:
    told = profile(line.format(TOLD))
    assert (told.message, told.component, told.level) == (TOLD, component, level)
    assert joined(TOLD, line.format(TOLD), cosine=0.0)


@pytest.mark.parametrize(("line", "component", "level"), DRESSES)
def test_what_is_inside_still_tells(line: str, component: str, level: str) -> None:
    assert not joined(line.format(TOLD), line.format("boiler of hall east is out of oil again"))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("user=mike ip=none cmd=Stopping the store", "user=mike ip=none cmd=Stopping the store"),
        ("fail: nobody knows why", "nobody knows why"),
        ("E, [no header] at all", "E, [no header] at all"),
        ("[pool east] is empty", "[pool east] is empty"),
        ("core - heating - is cold", "core - heating - is cold"),
        ("[east/7] [heat] is low", "[east/7] [heat] is low"),
        ("east\tis\tcold", "east\tis\tcold"),
    ],
)
def test_prose_that_begins_alike_is_whole(line: str, message: str) -> None:
    assert profile(line).message.endswith(message)


def test_an_emergency_is_loud_by_its_priority() -> None:
    assert [profile(f"<{number}>Apr  2 09:01:02 h7 heat: {TOLD}").level for number in (24, 25, 26, 27)] == [
        "fatal", "fatal", "", "",
    ]  # fmt: skip


def test_a_runner_marks_each_line_of_a_trace() -> None:
    lines = ("Traceback (most recent call last):", '  File "/w/heat.py", line 7, in watch', "LookupError: no flame")
    marked = "\n".join(f"2026-04-02T09:01:02.330021Z 01O {line}" for line in lines)
    assert profile(marked).fingerprint == profile("\n".join(lines)).fingerprint


def test_a_pool_passes_on_what_a_child_says() -> None:
    said = '[02-Apr-2026 09:01:02] WARNING: [pool www] child 411 said into stderr: "{}"'
    assert profile(said.format(TOLD)).message == TOLD
