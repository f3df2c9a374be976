"""A word lets an act be done that was shown: for a while, for one caller, on every process."""

from dataclasses import replace

import pytest

from api.auth.confirmations import VALID_SECONDS, Confirmations, Shown
from tests.support.clock import ManualClock
from tools.errors import InvalidRequest
from tools.nouns.callers import EVERYTHING, Caller

BOT = Caller("acme", "key:bot", EVERYTHING, key_id="key_1")
SHOWN = Shown("resolve", (("incident_id", "inc_1"), ("resolution", "emptied it")), "inc_1 OPEN 2 7")


def test_another_process_takes_it_until_it_is_old() -> None:
    clock = ManualClock()
    word = Confirmations("s" * 40, clock).offer(BOT, SHOWN)
    other = Confirmations("s" * 40, clock)
    other.check(word, BOT, SHOWN)
    clock.pass_(VALID_SECONDS - 1)
    other.check(f" {word}\n", BOT, SHOWN)
    clock.pass_(2)
    with pytest.raises(InvalidRequest, match="older than 5 minutes"):
        other.check(word, BOT, SHOWN)


@pytest.mark.parametrize(
    ("caller", "shown"),
    [
        (replace(BOT, tenant="umbrella"), SHOWN),
        (replace(BOT, actor="key:other"), SHOWN),
        (replace(BOT, key_id="key_2"), SHOWN),
        (BOT, replace(SHOWN, act="merge")),
        (BOT, replace(SHOWN, arguments=(("incident_id", "inc_1"), ("resolution", "deleted it")))),
        (BOT, replace(SHOWN, state="inc_1 RESOLVED 3 8")),
    ],
)
def test_it_is_bound_to_what_was_shown_to_whom(caller: Caller, shown: Shown) -> None:
    words = Confirmations("s" * 40, ManualClock())
    with pytest.raises(InvalidRequest, match="something else"):
        words.check(words.offer(BOT, SHOWN), caller, shown)


@pytest.mark.parametrize("word", ["", "yes", "cfm_", "cfm_zz_1", "cfm_1_é", "cfm_" + "f" * 400])
def test_a_forged_one_is_refused(word: str) -> None:
    words = Confirmations("s" * 40, ManualClock())
    with pytest.raises(InvalidRequest, match="^confirm: "):
        words.check(word, BOT, SHOWN)


def test_another_secret_gives_other_words() -> None:
    clock = ManualClock()
    with pytest.raises(InvalidRequest):
        Confirmations("t" * 40, clock).check(Confirmations("s" * 40, clock).offer(BOT, SHOWN), BOT, SHOWN)
