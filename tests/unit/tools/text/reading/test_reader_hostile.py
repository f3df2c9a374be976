"""Bad input: cut in the middle, nested without end, repeated, in no encoding. Nothing raises; the work is bounded."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.wrapped.notifications import ALL as NOTIFICATIONS
from evals.wrapped.wrappers import LINES, RECORDS
from tests.support.crashes import ALL as CRASHES
from tests.support.matching_cases import profile
from tools.text.reading.reader import DEPTH, MESSAGE_CHARS, read

TROUBLE = "Disk of the ledger is almost full"
WHOLE = [
    *(told("mail-gw", TROUBLE, True) for told in NOTIFICATIONS),
    *(wrap("carrier refused the label") for wrap in (*LINES.values(), *RECORDS.values())),
    *(crash("Cart", "connection reset", 12) for crash in CRASHES),
]
SECONDS = 1.0


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(WHOLE), st.integers(0, 2_000), st.integers(0, 2_000))
def test_a_piece_of_anything_is_read(text: str, start: int, length: int) -> None:
    reading = read(text[start : start + length])
    assert reading.parts
    assert all(len(part.text) <= MESSAGE_CHARS for part in reading.parts)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_read(text: str) -> None:
    assert read(text).parts


@settings(max_examples=100, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
        max_leaves=30,
    )
)
def test_any_json_is_read(value: object) -> None:
    assert read(json.dumps(value)).parts


@pytest.mark.parametrize("tail", [20, 60, 90])
def test_the_readable_part_of_a_cut_envelope_is_used(tail: int) -> None:
    whole = json.dumps({"level": "error", "message": "carrier refused the label", "context": {"note": "x" * 200}})
    assert profile(whole[:-tail]).message == "carrier refused the label"


def test_ten_nested_envelopes_are_opened_as_far_as_anybody_wraps() -> None:
    text = "carrier refused the label"
    for _ in range(10):
        text = json.dumps({"log": text})
    assert DEPTH >= 8
    assert "carrier refused the label" in profile(text).message


UNITS = (
    "P1 CRITICAL - ", "FW: ", "[pod/a/b] ", '{"log":', "[[", "<table><tr><td>x", "Subject: a\n", "a: b\n",
    "Got error 'PHP ", 'FastCGI sent in stderr: "', '[pool a] child 1 said into stderr: "', "<table\n ", "\n'",
)  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
def test_what_repeats_without_end_is_read_in_bounded_time(unit: str) -> None:
    began = time.process_time()
    assert read(unit * (1_000_000 // len(unit))).parts
    assert time.process_time() - began < SECONDS


@pytest.mark.parametrize(
    ("start", "unit"),
    [
        ("name: a\n", "\t"),
        ("name:", " "),
        ("ALRT #1 on a: ", "\xa0"),
        ("<td>", "&nbsp;"),
        ('{"a":"', "a,"),
        ("a", "\x0b"),
    ],
)
def test_what_goes_on_without_end_is_read_in_bounded_time(start: str, unit: str) -> None:
    began = time.process_time()
    assert profile(f"{start}{unit * (65_000 // len(unit))} b").message
    assert time.process_time() - began < SECONDS


def test_entities_of_a_document_expand_nothing() -> None:
    entities = '<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">'
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [{entities}]>\n<table><tr><td>&b;</td></tr></table>'
    assert len(profile(bomb).message) < len(bomb)


def test_a_mail_in_an_encoding_nobody_knows_is_read() -> None:
    text = (
        "From: a@example.net\nSubject: =?x-klingon?B?AAAA?= disk is full\n"
        "Content-Type: text/plain; charset=x-klingon\n\nthe disk is full\n"
    )
    assert "the disk is full" in profile(text).message
