"""A secret is never part of a problem's identity: two reports that differ only in it are one incident."""

import random

import pytest

from tests.support.matching_cases import profile
from tests.support.planted import PERSONAL, SECRETS, Make
from tests.support.planted_forms import FORMS
from tools.text.redaction.redact import redact

SEEDS = range(6)
FRAME = "payment worker lost its session, detail {} was refused by the bank"


def fingerprint(make: Make, seed: int) -> str:
    text, _ = make(random.Random(seed))
    return profile(redact(FRAME.replace("{}", text))).fingerprint


ALL = [*SECRETS, *PERSONAL, *(make for makers in FORMS.values() for make in makers)]


@pytest.mark.parametrize("number", range(len(ALL)))
def test_reports_that_differ_only_in_a_secret_are_one_problem(number: int) -> None:
    make = ALL[number]
    assert len({fingerprint(make, seed) for seed in SEEDS}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("login failed password=hunter2aa for billing", "login failed password=[REDACTED:password] for billing"),
        (
            "push with token ghp_16C7e42F292c6912E7710c838347Ae178B4a refused",
            "push with token [REDACTED:token] refused",
        ),
        ("mail to alice@example.com bounced", "mail to bob@example.org bounced"),
    ],
)
def test_a_redacted_report_meets_the_raw_one(one: str, other: str) -> None:
    assert profile(redact(one)).fingerprint == profile(redact(other)).fingerprint
