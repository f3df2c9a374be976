"""Outlines: what is remembered of a shape is what each message would be cut into by itself."""

import json
import random
import re
from unittest.mock import patch

import pytest

from evals.cases import golden_folder
from tools.text.identity import outline

WORDS = (
    "enabled=1", "enabled=7", "status=503", "exit", "code", "137", "md5", "s3://b1/x", "utf-8", "ORA-00942",
    "E11000", "db-01", "node", "10.0.0.7:5432", "port=40123", "0x80070005", "30s", "after", "2 minutes",
    "x7f3a", "'order 66'", "\"db1\"", "time out", "couldn't", "(110: Connection timed out)", "name: w12,",
    "mailgate:25", "/var/log/a1.log", "job_42_failed", "12", "-", "***", "--", "fibre1*", "1/FAILURE",
    "C:\\dir 1\\f2.txt", "KB5001330", "\u0663\u0664", "user", "for", "aa-bb-cc-00-11-22", "p[012,015]",
    "<0.417.0>", "retry3", "v2", "sda1", "1e5",
)  # fmt: skip


def by_itself(message: str) -> object:
    """What `cut_up` gives without any outline."""
    with patch.object(outline, "outline_of", return_value=None):
        return outline.cut_up(message)


def with_other_digits(message: str, chance: random.Random) -> str:
    return re.sub(r"\d", lambda _: str(chance.randrange(10)), message, flags=re.ASCII)


@pytest.mark.parametrize("seed", range(20))
def test_any_words_in_any_order_with_any_digits(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(100):
        message = " ".join(chance.choices(WORDS, k=chance.randrange(1, 12)))
        for told in (message, with_other_digits(message, chance), with_other_digits(message, chance)):
            assert outline.cut_up(told) == by_itself(told)


def test_what_came_first_decides_nothing() -> None:
    chance = random.Random(3)
    steps = (step for file in sorted(golden_folder().glob("*.jsonl")) for step in _logs(file.read_text("utf-8")))
    for message in dict.fromkeys(steps):
        variants = [message, *(with_other_digits(message, chance) for _ in range(2))]
        known = [outline.cut_up(each) for each in variants]
        outline.outline_of.cache_clear()
        assert [outline.cut_up(each) for each in reversed(variants)] == known[::-1]
        assert known == [by_itself(each) for each in variants]


def _logs(text: str) -> list[str]:
    """Every `"log": "…"` of a file of cases."""
    return [json.loads(found) for found in re.findall(r'"log": ?("(?:[^"\\]|\\.)*")', text)]


def test_a_storm_with_varying_numbers_is_cut_up_once() -> None:
    outline.outline_of.cache_clear()
    for number in range(1_000, 1_100):
        outline.cut_up(f"connection to 10.0.0.7:5432 refused after {number} ms")
    assert outline.outline_of.cache_info().misses == 1
