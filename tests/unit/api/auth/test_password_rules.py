"""Password rules and their storage."""

import pytest

from api.auth.password_rules import check_password, weakness
from api.auth.tokens import PasswordHasher
from tools.errors import InvalidRequest, Overloaded

GOOD = [
    "correct horse battery",
    "x9#Kq2!vL",
    "ein längeres Passwort",
    "パスワード長いやつ",
    "a" * 100 + "bcdefgh",
    "tr0mb0ne-lizard",
]
WEAK = [
    "",
    "short",
    "seven77",
    "x" * 129,
    "password",
    "Password1!",
    "12345678",
    "qwertyui",
    "aaaaaaaaaaaa",
    "admin123",
    "letmein99",
    "welcome2026",
    "changeme!",
    "abcdefgh",
    "with\x00nul-inside",
]


@pytest.mark.parametrize("password", GOOD)
def test_long_and_uncommon_passwords_are_fine(password: str) -> None:
    check_password(password, "alice")


@pytest.mark.parametrize("password", WEAK)
def test_weak_ones_are_refused_without_repeating_them(password: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        check_password(password, "alice")
    assert str(caught.value).startswith("the password ")
    assert len(password) < 9 or password not in str(caught.value)


def test_the_user_name_is_no_password() -> None:
    assert weakness("alice.smith1", "alice.smith")


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
    with pytest.raises(Overloaded):
        await hasher.verify("x", None)
    hasher.close()


async def test_an_unknown_user_costs_what_a_known_one_costs() -> None:
    hasher = PasswordHasher(rounds=5)
    assert (await hasher.hash("x")).split("$")[:3] == hasher._dummy.split("$")[:3]
    hasher.close()
