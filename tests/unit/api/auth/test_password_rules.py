"""What a password must be."""

import pytest

from api.auth.password_rules import check_password, weakness
from tools.errors import InvalidRequest

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
