"""Password hashes."""

import pytest
from passlib.context import CryptContext

from api.auth.passwords import PasswordHasher
from tools.errors import Overloaded


async def test_long_passwords_count_to_the_last_character() -> None:
    hasher = PasswordHasher(rounds=4)
    long = "ä" * 60 + "x" * 60
    stored = await hasher.hash(long)
    assert stored.startswith("$bcrypt-sha256$")
    assert await hasher.verify(long, stored)
    assert not await hasher.verify(long[:-1] + "y", stored)
    hasher.close()


@pytest.mark.parametrize("stored", [None, "", "-", "not a hash", "$bcrypt-sha256$broken"])
async def test_what_is_no_hash_fits_nothing(stored: str | None) -> None:
    hasher = PasswordHasher(rounds=4)
    assert not await hasher.verify("", stored)
    assert not await hasher.verify("anything", stored)
    hasher.close()


async def test_a_crowd_of_logins_is_turned_away() -> None:
    hasher = PasswordHasher(rounds=4, waiting=0)
    with pytest.raises(Overloaded, match="too many log-ins at once: try again in 5 seconds"):
        await hasher.verify("x", None)
    hasher.close()


async def test_an_unknown_user_costs_what_a_known_one_costs(monkeypatch: pytest.MonkeyPatch) -> None:
    hasher = PasswordHasher(rounds=5)
    known, verified = await hasher.hash("x"), list[str]()
    monkeypatch.setattr(CryptContext, "verify", lambda _, secret, stored: bool(verified.append(stored)))
    assert not await hasher.verify("x", None)
    assert [stored.split("$")[:3] for stored in verified] == [known.split("$")[:3]]
    hasher.close()
