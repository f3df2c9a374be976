"""A word lets an act be done that was shown: for a while, for one caller, on every process."""

import time
from dataclasses import replace
from pathlib import Path

import pytest

from api.auth.confirmations import VALID_SECONDS, Confirmations, Shown
from api.auth.signing_keys import ACTIVATION_SECONDS, FixedKeys, KeyFile, rotate
from tests.support.clock import ManualClock
from tools.errors import InvalidRequest
from tools.kept_secrets import kept_secret
from tools.nouns.callers import EVERYTHING, Caller

KEYS = FixedKeys(["s" * 40])
BOT = Caller("acme", "key:bot", EVERYTHING, key_id="key_1")
SHOWN = Shown("resolve", (("incident_id", "inc_1"), ("resolution", "emptied it")), "inc_1 OPEN 2 7")


def test_another_process_takes_it_until_it_is_old() -> None:
    clock = ManualClock()
    word = Confirmations(KEYS, clock).offer(BOT, SHOWN)
    other = Confirmations(KEYS, clock)
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
    words = Confirmations(KEYS, ManualClock())
    with pytest.raises(InvalidRequest, match="something else"):
        words.check(words.offer(BOT, SHOWN), caller, shown)


@pytest.mark.parametrize("word", ["", "yes", "cfm_", "cfm_zz_1", "cfm_1_é", "cfm_" + "f" * 400])
def test_a_forged_one_is_refused(word: str) -> None:
    words = Confirmations(KEYS, ManualClock())
    with pytest.raises(InvalidRequest, match="^confirm: "):
        words.check(word, BOT, SHOWN)


def test_another_secret_gives_other_words() -> None:
    clock = ManualClock()
    with pytest.raises(InvalidRequest):
        Confirmations(FixedKeys(["t" * 40]), clock).check(Confirmations(KEYS, clock).offer(BOT, SHOWN), BOT, SHOWN)


def test_it_survives_a_rotation_and_a_worker_that_knows_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, clock = tmp_path / "jwt-secret", ManualClock(time.time())
    kept_secret(path, 48)
    before = Confirmations(KeyFile(path), clock)
    word = before.offer(BOT, SHOWN)
    rotate(path, 3600)
    later = ManualClock(time.time() + ACTIVATION_SECONDS + 1)
    monkeypatch.setattr("api.auth.signing_keys.time.time", later)
    after = Confirmations(KeyFile(path), clock)
    after.check(word, BOT, SHOWN)
    fresh = after.offer(BOT, SHOWN)
    assert fresh.split("_")[2] != word.split("_")[2]
    monkeypatch.setattr("api.auth.signing_keys.LOOK_SECONDS", 0.0)
    before.check(fresh, BOT, SHOWN)


def test_ended_keys_end_its_words(tmp_path: Path) -> None:
    path, clock = tmp_path / "jwt-secret", ManualClock()
    kept_secret(path, 48)
    word = Confirmations(KeyFile(path), clock).offer(BOT, SHOWN)
    rotate(path, 3600, end_sessions=True)
    with pytest.raises(InvalidRequest, match="no longer in force"):
        Confirmations(KeyFile(path), clock).check(word, BOT, SHOWN)
