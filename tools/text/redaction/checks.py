"""Second looks that keep redaction off ordinary words: a pattern finds the place, a check judges the value."""

import re


def words(text: str) -> frozenset[str]:
    """The words of a list that reads better as text."""
    return frozenset(text.split())


NOT_SECRETS = words(
    "null none nil undefined true false yes no on off ok empty missing invalid incorrect wrong expired required failed "
    "failure denied unset unknown hidden redacted masked removed error not provided n/a default changed reset set "
    "valid accepted rejected mismatch revoked disabled enabled"
)
PROSE = NOT_SECRETS | words(
    "is was has have must should can cannot could may will for from of in at by to the a an and or but user users this "
    "that too does do did authentication authorization auth login policy reset rotation rotated mismatched length "
    "strength check checks change changes update updated attempt attempts field prompt manager file only please "
    "no new old current using use used with without when while if it its please contact minimum maximum password passwd secret token key credentials"
)
# `****`, `<password>`, `[REDACTED:…]`: somebody has taken it out already.
_MASKED = re.compile(r"[*x•.#_\-]+|<[^>]{0,64}>?|\[REDACTED:[a-z-]+\]?", re.IGNORECASE)
# `Secret{…`, `Token@1f2e`: how Java prints an object, whose fields stand elsewhere.
_OBJECT = re.compile(r"[A-Z]\w*[{@][0-9a-f]+")
_REFERENCE = ("${", "$(", "{{", "%(", "%s", "%v", "{}", "env:", "vault:", "file:")
# Number of digits → first digits that the card issuers use (ISO/IEC 7812): Visa once had 13, Amex has 15.
_FORMAT_LENGTHS = {13: "4", 14: "3", 15: "3", 16: "23456"}


def is_random_looking(value: str) -> bool:
    """True for text that only a generator would write: letters with digits, or mixed case too long for a word."""
    if len(value) < 8:
        return False
    upper, lower = value.upper() != value, value.lower() != value
    digits = any(character.isdigit() for character in value)
    return (digits and (upper or lower)) or (upper and lower and (len(value) >= 20 or value.endswith("=")))


def is_cloud_secret(value: str) -> bool:
    """An AWS secret key's mixture; a hex digest or a path has it not."""
    return is_random_looking(value) and value.lower() != value != value.upper() and value.count("/") < 4


def is_secret_value(key: str, separator: str, value: str) -> bool:
    """Judge `key separator value`; all three as found, the key in lower case."""
    word = value.lower()
    if word in NOT_SECRETS or _MASKED.fullmatch(value) or value.startswith(_REFERENCE) or _OBJECT.fullmatch(value):
        return False
    if key in ("auth", "sig", "signature"):
        return is_random_looking(value)
    if key == "pwd" and value[0] in "/~":
        return False
    in_prose = separator.lstrip("\\\"'` ").startswith(":") and separator.endswith(" ")
    if key in ("pass", "token", "secret", "jwt", "otp"):
        return is_random_looking(value) if in_prose else len(value) >= 4 and not (value.isdigit() and len(value) < 6)
    return not (in_prose and word in PROSE)


def is_spoken_secret(value: str) -> bool:
    """Judge a value after words such as "password is": prose has no digit and no odd sign inside."""
    core = value.rstrip(".,:;!?)")
    return len(core) >= 4 and not core.replace("-", "").replace("_", "").isalpha() and not _MASKED.fullmatch(core)


def is_payment_card(text: str) -> bool:
    """Luhn's check plus the issuers' first digits and lengths (ISO/IEC 7812)."""
    digits = [int(character) for character in text if character.isdigit()]
    if str(digits[0]) not in _FORMAT_LENGTHS.get(len(digits), ""):
        return False
    doubled = [digit * 2 - 9 if digit > 4 else digit * 2 for digit in digits[-2::-2]]
    return (sum(doubled) + sum(digits[-1::-2])) % 10 == 0


def is_iban(text: str) -> bool:
    """ISO 13616: the rearranged number modulo 97 is 1."""
    compact = text.replace(" ", "")
    if not 15 <= len(compact) <= 34:
        return False
    return int("".join(str(int(character, 36)) for character in compact[4:] + compact[:4])) % 97 == 1


_NOT_MAIL = words("service socket timer target mount slice scope device path swap automount js ts tgz jar git")


def is_mail_address(text: str) -> bool:
    """False for `git@host` and systemd units such as `user@1000.service`."""
    local, _, domain = text.rpartition("@")
    return local != "git" and domain.rpartition(".")[2].lower() not in _NOT_MAIL


def is_personal_value(value: str) -> bool:
    """False for the words that stand for "no value"."""
    return value.lower() not in NOT_SECRETS
