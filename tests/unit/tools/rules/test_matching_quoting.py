"""A line and the report that quotes it are one problem; a report that adds something of its own is another."""

import json

import pytest

from tests.support.matching_cases import joined

LINE = "Nov 12 04:10:31 lock-9 sluice[412]: gate motor M4 overheated, lowering stopped"
TOLD = "gate motor M4 overheated, lowering stopped"
TOGETHER = [
    f'PagerDuty incident #4711: "{TOLD}"',
    f"Zabbix alert: {TOLD} (host=lock-9)",
    f":fire: {TOLD} cc @harbour",
    f"PRTG Notification\nDevice: lock-9\nStatus: Down\nLast message: {TOLD}\nTime: 12.11.2026 04:11",
    f"Log entry on lock-9:\n{TOLD}: 14 times",
    f"[1794370231] SERVICE ALERT: lock-9;motors;CRITICAL;HARD;3;{TOLD}",
    f"CEF:0|Harbour|Sluice|2.1|77|{TOLD}|8|dvchost=lock-9 rt=1794370231",
    json.dumps({"dev": "lock-9", "txt": TOLD, "t": 1794370231}),
]
APART = [
    f"The keeper wrote that the {TOLD}",
    f"ferry sank in the basin; log: {TOLD}",
    f"Zabbix alert: not true that {TOLD}",
    f"Zabbix alert: {TOLD.replace('overheated', 'unplugged')}",
    f"Zabbix alert: {TOLD}, generator exploded",
]

# (a server's line, what its client raised)
PASSED_ON = [
    (
        "2026.11.12 04:10:31.552133 [ 71 ] {1f2e8a0b-5d1c-4b88-a0ce-6f04ad1d9e10} <Error> GateHandler: Code: 252. "
        "DB::Exception: Too many parts (3001 with average size of 1.21 MiB) in table 'canal.gates'. Merges are slower "
        "than inserts. (TOO_MANY_PARTS), Stack trace (when copying this message, always include the lines below):",
        "canal_driver.errors.ServerException: Code: {}.\nDB::Exception: Too many parts (3017 with average size of 1.19 "
        "MiB) in table 'canal.gates'. Merges are slower than inserts. Stack trace:\n\n"
        "0. DB::Exception::Exception(int, bool) @ 0x0c7a12b7 in /usr/bin/canal",
    )
]


@pytest.mark.parametrize(("line", "raised"), PASSED_ON)
def test_a_clients_exception_passes_on_a_servers_error(line: str, raised: str) -> None:
    assert joined(line, raised.format(252), cosine=0.0)
    assert not joined(line, raised.format(241))
    assert not joined(line, raised.format(252).replace("canal.gates", "canal.locks"))


def test_a_name_behind_a_noun_is_no_framing() -> None:
    one = "parity error in read queue 4................1"
    assert joined(one, one.replace("4.", "7."), cosine=0.0)
    assert not joined(one, one.replace("4.", "LOCK."))


def test_whose_account_it_is_is_no_field_of_a_shipper() -> None:
    told = "lock-9 sluice: authentication failure of the keeper; attempt=3 tty=ssh"
    assert joined(told, f"{told} id=88", cosine=0.0)
    assert not joined(told, f"{told} user=ferry")


@pytest.mark.parametrize("quoting", TOGETHER)
def test_a_quoted_line_is_the_same_problem(quoting: str) -> None:
    assert joined(LINE, quoting)
    assert joined(quoting, LINE)


@pytest.mark.parametrize("other", APART)
def test_whoever_adds_to_it_reports_another(other: str) -> None:
    assert not joined(LINE, other)
    assert not joined(other, LINE)


def test_two_ways_of_one_clause_are_no_quotation() -> None:
    assert not joined("keeper closed the gate of lock 9 early", "ferry closed the gate of lock 9 early")
    assert not joined("Gate motor M4 moved from HALF to SHUT", "Gate motor M4 moved from OPEN to HALF")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("gate store interrupt caused by icbi.........4", "gate store interrupt caused by dcbf.........1", False),
        ("gate store interrupt caused by icbi.........4", "gate store interrupt caused by icbi.........9", True),
    ],
)
def test_two_lists_of_fields_behind_one_clause_are_two(one: str, other: str, same: bool) -> None:
    header = "2017.06.03 R66-M0-N1 RAS KERNEL FATAL "
    assert joined(header + one, header + other, cosine=0.0) is same
