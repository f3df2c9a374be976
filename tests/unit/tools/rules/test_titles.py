"""A title is one line that a person can read in a list, whatever the report was wrapped in."""

import re

import pytest

from evals.wrapped.notifications import ALL as NOTIFICATIONS
from evals.wrapped.wrappers import DRESS, LINES, RECORDS
from tests.support.crashes import ALL as CRASHES
from tests.support.matching_cases import profile
from tools.nouns.redacted import Redacted
from tools.nouns.reports import Profile
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


@pytest.mark.parametrize(
    ("log", "title"),
    [
        ("x=1 y=2", "x 1, y 2"),
        ('status=failed reason="no paper" code=12', "status failed, reason no paper, code 12"),
        ("?user=cyrus&next=/cart", "user cyrus, next /cart"),
        ("print job dropped status=failed code=12", "print job dropped"),
        ("full {disk}", "full disk"),
        ("**Disk** of the `ledger` is <b>full</b>", "Disk of the ledger is full"),
        ("57#57: *992 upstream timed out", "upstream timed out"),
        ("disk full\nplease have a look", "disk full"),
        ("!!! 12 {}", "12 reported"),
        ("[REDACTED:email]", "Report reported"),
        ("Nov 29 09:14:02 n4 paintd[77]: boom {}", "boom (paintd)"),
        (
            "Alarm set: FAN colour=AMBER, class=CHASSIS, reason=FAN 2 Slow",
            "Alarm set: FAN colour AMBER, class CHASSIS, reason FAN 2 Slow",
        ),
        (
            "JOB00412 IEF450I BILLRUN STEP20 - ABEND=S222 REASON=0",
            "JOB00412 IEF450I BILLRUN STEP20 - ABEND S222 REASON 0",
        ),
        ("Error: 17204, Severity: 16, State: 1.\nThe file cannot be opened.", "The file cannot be opened."),
        ("switch_event.c:311 The event queue overflows", "The event queue overflows"),
    ],
)
def test_what_only_a_machine_reads_is_left_out(log: str, title: str) -> None:
    assert title_of(profile(log), Redacted(log)) == title


def test_words_too_few_to_stand_alone_say_where() -> None:
    for crash, title in (
        (Profile("f", 3, "boom", "boom", component="cartd", entities={"frame": ["cart.total"]}), "boom in cart.total"),
        (Profile("f", 3, "boom", "boom", component="cartd"), "boom (cartd)"),
        (Profile("f", 3, "boom", "boom"), "boom reported"),
    ):
        assert title_of(crash, Redacted("boom at line 7")) == title


def test_a_long_title_ends_with_a_word_and_a_mark() -> None:
    sentence, word = "the parcel could not be sorted because " * 20, "x" * 200
    title = title_of(profile(sentence), Redacted(sentence))
    assert len(title) > MAX_TITLE - 10
    assert sentence.startswith(title.removesuffix("…") + " ")
    assert title_of(profile(word), Redacted(word)) == "x" * (MAX_TITLE // 2) + "…"
