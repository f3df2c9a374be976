"""The truth table of placing: one row per situation, times in seconds, read from left to right.

A history is a word per generation: `live`, or `R100` resolved at 100, `R100@1.4` resolved at 100 with fix 1.4.
"""

import pytest

from tools.nouns.decisions import Verdict
from tools.nouns.incidents import Status
from tools.nouns.policy import Policy
from tools.nouns.reports import Report
from tools.rules.lifecycle import Generation, Late, Placement, place

EXISTING, REGRESSION = Verdict.EXISTING, Verdict.REGRESSION
NOW = 1000.0


def history(words: str) -> list[Generation]:
    return [generation(number, word) for number, word in enumerate(words.split(), start=1)]


def generation(number: int, word: str) -> Generation:
    if word in ("live", "acknowledged"):
        status = Status.OPEN if word == "live" else Status.ACKNOWLEDGED
        return Generation(f"g{number}", number, status)
    at, _, release = word.removeprefix("R").partition("@")
    return Generation(f"g{number}", number, Status.RESOLVED, float(at), release or None)


def placed(words: str, at: float | None, release: str | None = None, **tunables: float) -> Placement:
    report = Report("req_1", "default", "api", "boom", NOW, occurred_at=at, release=release)
    return place(history(words), report, Policy(**tunables))  # type: ignore[arg-type]  # each row names real tunables


LATE, OLDER = Late.EVENT_TIME, Late.OLDER_RELEASE
# fmt: off
TABLE = [
    # what happens                                      history             at     release   verdict     on    late
    ("a duplicate",                                     "live",             500,   None,     EXISTING,   "g1", None),
    ("a duplicate without a time",                      "live",             None,  None,     EXISTING,   "g1", None),
    ("somebody is on it",                               "acknowledged",     500,   None,     EXISTING,   "g1", None),
    ("it comes back",                                   "R100",             500,   None,     REGRESSION, "g1", None),
    ("it comes back, order of arrival decides",         "R100",             None,  None,     REGRESSION, "g1", None),
    ("resolved by a clock that ran ahead, no time",     "R5000",            None,  None,     REGRESSION, "g1", None),
    ("a delayed delivery from before the resolve",      "R100",             99,    None,     EXISTING,   "g1", LATE),
    ("exactly at the resolve is not after it",          "R100",             100,   None,     EXISTING,   "g1", LATE),
    ("a moment after the resolve",                      "R100",             100.1, None,     REGRESSION, "g1", None),
    ("from before the ticket was opened",               "R100",             -50,   None,     EXISTING,   "g1", LATE),
    ("a duplicate of the second generation",            "R100 live",        500,   None,     EXISTING,   "g2", None),
    ("the second one, acknowledged",                    "R100 acknowledged", 500,  None,     EXISTING,   "g2", None),
    ("late for the first, while the second is live",    "R100 live",        50,    None,     EXISTING,   "g1", LATE),
    ("no time while the second is live",                "R100 live",        None,  None,     EXISTING,   "g2", None),
    ("between the first resolve and the second start",  "R100 live",        101,   None,     EXISTING,   "g2", None),
    ("second recurrence",                               "R100 R200",        300,   None,     REGRESSION, "g2", None),
    ("second recurrence, no time",                      "R100 R200",        None,  None,     REGRESSION, "g2", None),
    ("late for the second generation",                  "R100 R200",        150,   None,     EXISTING,   "g2", LATE),
    ("late for the first of two closed ones",           "R100 R200",        50,    None,     EXISTING,   "g1", LATE),
    ("third recurrence",                                "R100 R200 R300",   400,   None,     REGRESSION, "g3", None),
    ("late in the middle of three",                     "R100 R200 R300",   200,   None,     EXISTING,   "g2", LATE),
    ("reordered: late for one, others live on",         "R100 R200 live",   120,   None,     EXISTING,   "g2", LATE),
    ("a backdated second resolve before the first",     "R200 R100",        150,   None,     EXISTING,   "g1", LATE),
    # releases: a report from before the fix was shipped is no news
    ("an older release still reports",                  "R100@1.4.0",       500,   "1.3.9",  EXISTING,   "g1", OLDER),
    ("an older release, no time",                       "R100@1.4.0",       None,  "1.3.9",  EXISTING,   "g1", OLDER),
    ("the fixed release itself",                        "R100@1.4.0",       500,   "1.4.0",  REGRESSION, "g1", None),
    ("a newer release",                                 "R100@1.4.0",       500,   "1.5.0",  REGRESSION, "g1", None),
    ("ten is more than nine",                           "R100@1.9.0",       500,   "1.10.0", REGRESSION, "g1", None),
    ("a newer release, but it happened before",         "R100@1.4.0",       99,    "1.5.0",  EXISTING,   "g1", LATE),
    ("a release candidate of the fix lacks the fix",    "R100@2.0.0",       500,   "2.0.0-rc.1", EXISTING, "g1", OLDER),
    ("PEP 440: a dev build before the fix",             "R100@2.1",         500,   "2.1.dev3", EXISTING, "g1", OLDER),
    ("PEP 440: a post release has it",                  "R100@2.1",         500,   "2.1.post1", REGRESSION, "g1", None),
    ("a backport line below the fix waits for it",      "R100@2.0.0",       500,   "1.9.5",  EXISTING,   "g1", OLDER),
    ("fixed in a backport: later lines must hold",      "R100@1.9.5",       500,   "2.0.0",  REGRESSION, "g1", None),
    ("calendar versions",                               "R100@2026.11",     500,   "2026.9", EXISTING,   "g1", OLDER),
    ("a leading v",                                     "R100@v1.4.0",      500,   "1.3.0",  EXISTING,   "g1", OLDER),
    ("a commit hash says nothing",                      "R100@1.4.0",       500,   "9f3c2ab", REGRESSION, "g1", None),
    ("an all-digit hash is not a number",               "R100@1.4.0",       500,   "0012345", REGRESSION, "g1", None),
    ("a word says nothing",                             "R100@stable",      500,   "canary", REGRESSION, "g1", None),
    ("only the report names a release",                 "R100",             500,   "1.3.9",  REGRESSION, "g1", None),
    ("only the resolve names a release",                "R100@1.4.0",       500,   None,     REGRESSION, "g1", None),
    ("older than the second fix, newer than the first", "R100@1.4.0 R200@1.5.0", 500, "1.4.2", EXISTING, "g2", OLDER),
    ("older than the first fix, second live",           "R100@1.4.0 live",  500,   "1.3.0",  EXISTING,   "g1", OLDER),
    ("a newer release joins the live one",              "R100@1.4.0 live",  500,   "1.5.0",  EXISTING,   "g2", None),
]
# fmt: on


@pytest.mark.parametrize(("situation", "words", "at", "release", "verdict", "on", "late"), TABLE)
def test_placing(situation, words, at, release, verdict, on, late):
    found = placed(words, at, release)
    assert (found.verdict, found.generation.incident_id, found.late) == (verdict, on, late)
    assert not found.reopens


# fmt: off
GRACE = [
    # what happens                               history       at    grace  verdict     on    late
    ("refires within the grace",                 "R900",       950,  60,    EXISTING,   "g1", Late.GRACE),
    ("exactly at the end of the grace",          "R900",       960,  60,    EXISTING,   "g1", Late.GRACE),
    ("refires after the grace",                  "R900",       961,  60,    REGRESSION, "g1", None),
    ("no time, arrives within the grace",        "R950",       None, 60,    EXISTING,   "g1", Late.GRACE),
    ("no time, arrives after the grace",         "R900",       None, 60,    REGRESSION, "g1", None),
    ("no time, clock set back after the resolve", "R4600",     None, 60,    EXISTING,   "g1", Late.GRACE),
    ("within the first grace, second live",      "R900 live",  950,  60,    EXISTING,   "g1", Late.GRACE),
    ("no time, second live: order decides",      "R950 live",  None, 60,    EXISTING,   "g2", None),
]
# fmt: on


@pytest.mark.parametrize(("situation", "words", "at", "grace", "verdict", "on", "late"), GRACE)
def test_grace(situation, words, at, grace, verdict, on, late):
    found = placed(words, at, regression_grace=grace)
    assert (found.verdict, found.generation.incident_id, found.late) == (verdict, on, late)


# fmt: off
FUTURE = [
    # what happens                                    history   at     verdict
    ("five minutes ahead are taken as they are",      "R1200",  1300,  REGRESSION),
    ("more than that is the time of arrival",         "R1200",  1301,  EXISTING),
    ("clamped, and after the resolve",                "R900",   9999,  REGRESSION),
]
# fmt: on


@pytest.mark.parametrize(("situation", "words", "at", "verdict"), FUTURE)
def test_clocks_that_run_ahead(situation, words, at, verdict):
    assert placed(words, at).verdict is verdict


# fmt: off
FLAPS = [
    # what happens                            count  refired before    verdict     reopens
    ("off by default",                        0,     [960, 970, 980],  REGRESSION, False),
    ("the first refire",                      3,     [],               REGRESSION, False),
    ("the second refire",                     3,     [980],            REGRESSION, False),
    ("the third refire within the window",    3,     [970, 980],       EXISTING,   True),
    ("every further one",                     3,     [960, 970, 980],  EXISTING,   True),
    ("the earlier ones are long past",        3,     [100, 110],       REGRESSION, False),
]
# fmt: on


@pytest.mark.parametrize(("situation", "count", "refires", "verdict", "reopens"), FLAPS)
def test_flap_damping(situation, count, refires, verdict, reopens):
    report = Report("req_1", "default", "api", "boom", NOW, occurred_at=995)
    found = place(history("R100 R990"), report, Policy(flap_count=count, flap_window=100), refires)
    assert (found.verdict, found.reopens) == (verdict, reopens)
