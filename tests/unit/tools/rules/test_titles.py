"""A title is one line that a person can read in a list, whatever the report was wrapped in."""

import re

import pytest

from evals.wrapped.notifications import ALL as NOTIFICATIONS
from evals.wrapped.wrappers import DRESS, LINES, RECORDS
from tests.support.crashes import ALL as CRASHES
from tests.support.matching_cases import profile
from tools.nouns.redacted import Redacted
from tools.rules.titles import MAX_TITLE, title_of

TROUBLE = "Disk of the ledger is almost full"
SAMPLES = {
    **{told.__name__: told("mail-gw", TROUBLE, True) for told in NOTIFICATIONS},
    **{name: wrap("carrier refused the label") for name, wrap in {**LINES, **RECORDS, **DRESS}.items()},
    **{crash.__name__: crash("Cart", "connection reset by peer", 12) for crash in CRASHES},
    "pairs alone": 'status=failed reason="no paper" code=12',
    "pairs behind words": "print job dropped status=failed code=12",
    "braces": 'request failed {"order": 12, "reason": "no paper"}',
    "redacted": "login of [REDACTED:email] failed with password=[REDACTED:password]",
    "server": '57#57: *992 upstream timed out while connecting, client: 10.0.0.1, request: "GET / HTTP/1.1"',
    "name": "Lab\nDisk of the ledger is almost full",
    "long": "the parcel could not be sorted because " * 20,
}


@pytest.mark.parametrize("log", SAMPLES.values(), ids=SAMPLES.keys())
def test_a_title_can_be_read_in_a_list(log: str) -> None:
    title = title_of(profile(log), Redacted(log))
    assert 8 <= len(title) <= MAX_TITLE
    assert "REDACTED" not in title
    assert not re.search(r"[{}]|\w=\S|^(?:From|To|Subject|Date): ", title), title


@pytest.mark.parametrize("told", NOTIFICATIONS, ids=lambda each: each.__name__)
def test_a_notifications_title_says_the_trouble(told) -> None:
    log = told("mail-gw", TROUBLE, True)
    assert TROUBLE in title_of(profile(log), Redacted(log))


def test_a_name_is_followed_by_what_it_stands_for() -> None:
    log = SAMPLES["name"]
    assert title_of(profile(log), Redacted(log)) == "Lab: Disk of the ledger is almost full"


def test_a_short_report_is_its_own_title() -> None:
    assert title_of(profile("db down"), Redacted("db down")) == "db down"
