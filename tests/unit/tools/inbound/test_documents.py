"""What a posted body holds: JSON, forms, lines of text, or something that is no alert."""

import json

import pytest

from tools.inbound.documents import MOST_DOCUMENTS, documents_in
from tools.inbound.salvage import completed
from tools.inbound.signal import Reason


@pytest.mark.parametrize(
    ("body", "items"),
    [
        (b'{"a": 1}', [{"a": 1}]),
        (b'[{"a": 1}, {"b": 2}]', [{"a": 1}, {"b": 2}]),
        (b'{"a": 1}\n{"b": 2}\n', [{"a": 1}, {"b": 2}]),
        (b'{"a": 1}{"b": 2}', [{"a": 1}, {"b": 2}]),
        (b'\xef\xbb\xbf{"a": 1}', [{"a": 1}]),
        ('{"a": "ü"}'.encode("utf-16"), [{"a": "ü"}]),
        (b'{"a": "two\nlines"}', [{"a": "two\nlines"}]),
        (b'{"a": "x,}", "b": [1, 2,],}', [{"a": "x,}", "b": [1, 2]}]),
        (b'{"a": 1}\nprose between\n{"b": 2}', [{"a": 1}, "prose between", {"b": 2}]),
        (b"one line\nanother", ["one line", "another"]),
        (b"boom\n  at f (x.js:1)\n  at g (y.js:2)\nnext", ["boom\n  at f (x.js:1)\n  at g (y.js:2)", "next"]),
        (b'"a text alone"', ["a text alone"]),
        (b"To: ops\nSubject: backup failed\n\nno space\nleft", ["backup failed\nno space\nleft"]),
        (b"From root@a-1 Tue Feb  3 11:00:00 2026\nTo: ops\nSubject: no route\n\nto b-1", ["no route\nto b-1"]),
        (b"<html>\n<body><p>one</p>\n<p>two</p></body></html>", ["<html>\n<body><p>one</p>\n<p>two</p></body></html>"]),
        (
            b"<?xml version='1.0'?>\n<a><b>\n<c>1</c><d x='2'>3</d><c>4</c></b></a>",
            [{"c": ["1", "4"], "d": {"x": "2", "text": "3"}}],
        ),
        (b"<?xml version='1.0' encoding='latin-1'?><n:e><n:t>\xc3\xbc</n:t></n:e>", [{"t": "\u00fc"}]),
    ],
)
def test_what_a_body_holds(body: bytes, items: list[object]) -> None:
    found = documents_in(body)
    assert found.items == items
    assert not found.ignored


@pytest.mark.parametrize(
    "body",
    [
        b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'boom'>]><a><t>&b;</t></a>",
        b"<?xml version='1.0'?><a><t>cut in the mid",
        b"<?xml version='1.0'?>" + b"<a>" * 40 + b"</a>" * 40,
    ],
)
def test_other_xml_is_text_and_defines_nothing(body: bytes) -> None:
    assert documents_in(body).items == [body.decode()]


def test_a_python_traceback_stays_with_its_line() -> None:
    trace = "Traceback (most recent call last):\n  File 'x', line 1, in f\n    f()\nValueError: no"
    text = f"ERROR could not pay\n{trace}\nnext"
    assert [item.splitlines()[0] for item in documents_in(text.encode()).items if isinstance(item, str)] == [
        "ERROR could not pay",
        "next",
    ]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", Reason.EMPTY),
        (b"  \n ", Reason.EMPTY),
        (b"\x00\x01\x02", Reason.UNREADABLE),
        (b"[1, null]", Reason.UNREADABLE),
        (b'{"a": [1, ', Reason.CUT),
    ],
)
def test_what_is_no_alert_is_named(body: bytes, reason: Reason) -> None:
    assert {ignored.reason for ignored in documents_in(body).ignored} == {reason}


def test_a_malformed_line_costs_the_others_nothing() -> None:
    found = documents_in(b'{"a": 1}\n{"b": \n{"c": 3}')
    assert found.items == [{"a": 1}, {"c": 3}]
    assert [ignored.reason for ignored in found.ignored] == [Reason.CUT]


def test_what_is_beyond_the_bound_is_counted() -> None:
    found = documents_in(json.dumps([{"n": n} for n in range(MOST_DOCUMENTS + 7)]).encode())
    assert len(found.items) == MOST_DOCUMENTS
    assert "7 more" in found.ignored[-1].text


def test_json_in_a_form_field() -> None:
    body = b"payload=%7B%22a%22%3A+1%7D&token=x"
    assert documents_in(body, "application/x-www-form-urlencoded").items == [{"a": 1}]


def test_a_form_is_its_fields() -> None:
    assert documents_in(b"a=1&b=two+words", "application/x-www-form-urlencoded").items == [{"a": "1", "b": "two words"}]


def test_json_in_a_form_of_parts() -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="data"\r\n\r\n{"msg": "down"}\r\n--x--\r\n'
    assert documents_in(body, "multipart/form-data; boundary=x").items == [{"msg": "down"}]


def test_the_whole_members_before_a_cut() -> None:
    text = json.dumps({"status": "firing", "alerts": [{"n": 1, "l": {"a": "b"}}, {"n": 2, "l": {"c": "d"}}]})
    assert completed(text[: text.index('"c"')]) == {"status": "firing", "alerts": [{"n": 1, "l": {"a": "b"}}]}
    assert completed(text[: text.index('"a"')]) == {"status": "firing", "alerts": [{"n": 1}]}
    assert completed('[{"n": 1}') == [{"n": 1}]
    assert completed('{"n') is None
