"""Password rules (OWASP ASVS 5.0 §6.2): length instead of required symbols, and none of the usual guesses."""

from tools.errors import InvalidRequest

MIN_CHARACTERS, MAX_CHARACTERS = 8, 128

# The stems behind most leaked passwords; digits and signs around them do not help.
_STEMS = (
    "password passwort passw0rd p@ssword p@ssw0rd pass secret letmein welcome qwerty qwertyuiop qwertz azerty asdfgh "
    "asdfghjkl zxcvbn zxcvbnm qazwsx iloveyou admin administrator root toor login master monkey dragon football "
    "baseball "
    "basketball superman batman trustno princess sunshine shadow michael jordan computer internet starwars whatever "
    "changeme changeit default guest test testing tester user demo example temp temporary oracle mysql postgres redis "
    "server system manager service hello helloworld freedom summer winter spring autumn january monday hunter killer "
    "charlie donald jennifer jessica ashley bailey pokemon naruto liverpool chelsea arsenal cookie cheese orange banana"
)  # fmt: skip
_COMMON = frozenset(_STEMS.split())
_RUNS = (
    "01234567890123456789",
    "98765432109876543210",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "1q2w3e4r5t6y7u8i9o0p",
    "qazwsxedcrfvtgbyhnujm",
)


def weakness(password: str, username: str = "") -> str | None:
    """Return why a password is too weak, or None. It never repeats the password."""
    if not MIN_CHARACTERS <= len(password) <= MAX_CHARACTERS:
        return f"must have {MIN_CHARACTERS} to {MAX_CHARACTERS} characters"
    if "\x00" in password:
        return "must not contain NUL"
    lowered = password.lower()
    stem = lowered.strip("0123456789!@#$%^&*()-_=+.,?~ ")
    if not stem or stem in _COMMON or any(lowered in run for run in _RUNS) or len(set(lowered)) < 4:
        return "is among the first that attackers guess"
    if username and username.lower() in lowered and len(password) < 2 * len(username):
        return "contains the user name"
    return None


def check_password(password: str, username: str = "") -> None:
    """Raise InvalidRequest, saying what is wrong."""
    reason = weakness(password, username)
    if reason:
        raise InvalidRequest(f"the password {reason}")
