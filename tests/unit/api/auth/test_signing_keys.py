"""The ring of signing keys: read strictly, rotated without a refused token."""

import time
from pathlib import Path

import pytest

from api.auth import signing_keys
from api.auth.signing_keys import ACTIVATION_SECONDS, FixedKeys, KeyFile, configured_keys, rotate
from api.auth.tokens import InvalidToken, TokenSigner
from tests.support.application import SECRET, settings_of
from tests.support.clock import ManualClock
from tools.errors import Misconfigured
from tools.nouns.accounts import Account, Role

USER = Account(username="eve", tenant="default", role=Role.ADMIN, password_hash="-")
LIFE = 3600.0


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> ManualClock:
    steps = ManualClock(time.time())
    monkeypatch.setattr("api.auth.signing_keys.time.time", steps)
    monkeypatch.setattr("api.auth.signing_keys.LOOK_SECONDS", 0.0)
    return steps


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "jwt-secret"
    file.write_text(SECRET + "\n", encoding="utf-8")
    return file


def test_a_rotation_is_known_everywhere_before_it_signs(path: Path, clock: ManualClock) -> None:
    one, other = KeyFile(path), KeyFile(path)
    used = [one.active().kid]
    fresh = rotate(path, LIFE)
    used.append(one.active().kid)
    assert other.verifying(fresh.kid), "known at once"
    clock.pass_(ACTIVATION_SECONDS + 1)
    used.append(one.active().kid)
    assert used == [used[0], used[0], fresh.kid], "the new key waits"
    assert all(other.verifying(kid) for kid in used)
    assert TokenSigner(other, LIFE).generation == 2
    clock.pass_(LIFE + ACTIVATION_SECONDS)
    assert KeyFile(path).verifying(FixedKeys([SECRET]).active().kid) is None, "an old key ends with its last token"


def test_every_session_can_be_ended_at_once(path: Path, clock: ManualClock) -> None:
    signer = TokenSigner(KeyFile(path), LIFE)
    before, generation = signer.sign(USER), signer.generation
    assert rotate(path, LIFE, end_sessions=True).since == 0.0, "it signs at once"
    assert signer.generation != generation, "what was verified before is verified again"
    with pytest.raises(InvalidToken):
        signer.verify(before)
    assert signer.verify(signer.sign(USER)).username == "eve"


def test_rotating_again_keeps_what_still_verifies(path: Path, clock: ManualClock) -> None:
    kids = [FixedKeys([SECRET]).active().kid]
    for _ in range(3):
        kids.append(rotate(path, LIFE).kid)
        clock.pass_(60)
    assert all(KeyFile(path).verifying(kid) for kid in kids)
    clock.pass_(2 * LIFE)
    kids.append(rotate(path, LIFE).kid)
    known = [kid for kid in kids if KeyFile(path).verifying(kid)]
    assert known == kids[-2:], "what has ended is dropped"


@pytest.mark.parametrize("held", ["", "short", "a" * 64, "your-secret-key-change-in-production-1234", "\x00\xff"])
def test_a_weak_file_does_not_start(path: Path, held: str) -> None:
    path.write_text(held, encoding="latin-1")
    with pytest.raises(Misconfigured, match="DATA_DIR/jwt-secret") as refused:
        KeyFile(path)
    assert "every token could be forged" in str(refused.value) or "cannot be read" in str(refused.value)


def test_a_file_that_spoils_later_changes_nothing(path: Path, clock: ManualClock) -> None:
    signer = TokenSigner(KeyFile(path), LIFE)
    token = signer.sign(USER)
    path.write_text("short", encoding="utf-8")
    assert signer.verify(token).username == "eve"
    path.unlink()
    assert signer.verify(signer.sign(USER)).username == "eve"


def test_the_ring_of_the_settings_is_in_order(tmp_path: Path) -> None:
    first, second, third = (letter + SECRET for letter in "abc")
    settings = settings_of(
        tmp_path, jwt_secret_key=first, jwt_previous_secret_key=second, jwt_secret_keys=f"{third},{first}"
    )
    assert configured_keys(settings) == [first, second, third]
    assert configured_keys(settings_of(tmp_path, jwt_secret_key=None, jwt_secret_keys=f"{third} , {first}")) == [
        third,
        first,
    ]
    assert signing_keys.signing_keys(settings).active().secret == first
