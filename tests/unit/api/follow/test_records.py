"""Lines become records: a trace stays with the line that it belongs to, and a record's text follows from its bytes."""

import pytest

from api.follow.records import MOST_BYTES, MOST_LINES, Grouping, Record, lines_in, text_of

TRACE = """2026-01-31 12:00:00 ERROR order 7 failed
Traceback (most recent call last):
  File "pay.py", line 3, in charge
    raise ValueError("no amount")
ValueError: no amount
2026-01-31 12:00:01 INFO next
"""


def records(text: str) -> list[Record]:
    grouping = Grouping()
    lines, _ = lines_in(text.encode(), 0)
    return [*grouping.take(lines), *grouping.end()]


@pytest.mark.parametrize(
    ("text", "firsts"),
    [
        (TRACE, ["2026-01-31 12:00:00 ERROR order 7 failed", "2026-01-31 12:00:01 INFO next"]),
        ("a\n\tat b\nCaused by: c\n\tat d\ne\n", ["a", "e"]),
        ("a\n\n\nb\r\n", ["a", "b"]),
        ("\n \n", []),
    ],
)
def test_a_trace_is_one_record(text: str, firsts: list[str]) -> None:
    assert [each.text.partition("\n")[0] for each in records(text)] == firsts


def test_a_records_bytes_give_its_text_again() -> None:
    raw = (TRACE + "\n" + TRACE).encode()
    for each in records(raw.decode()):
        assert text_of(raw[each.start : each.end]) == each.text


def test_lines_come_in_any_pieces() -> None:
    raw, whole, rest, at = TRACE.encode(), [], b"", 0
    for start in range(0, len(raw), 7):
        rest += raw[start : start + 7]
        found, taken = lines_in(rest, at)
        at, rest = at + taken, rest[taken:]
        whole += found
    assert whole == lines_in(raw, 0)[0]


def test_a_record_is_bounded() -> None:
    endless = records("ERROR x\n" + "\tat y\n" * (2 * MOST_LINES))
    assert len(endless) == 3
    [long] = records("é" * MOST_BYTES + "\n")
    assert len(long.text.encode()) <= MOST_BYTES
    assert set(long.text) == {"é"}


def test_bytes_that_are_no_text_lose_no_line() -> None:
    grouping = Grouping()
    lines, _ = lines_in(b"bad \xff byte\nnext\n", 0)
    assert [each.text for each in grouping.take(lines)] == ["bad \ufffd byte"]
    assert [each.text for each in grouping.end()] == ["next"]
