"""Secrets in sentences: "the password was reset to …", "password …" with no sign between."""

import re
from collections.abc import Iterator

from tools.text.redaction.checks import is_spoken_secret, is_told_secret
from tools.text.redaction.keyed import lowered
from tools.text.redaction.rule import Span, words
from tools.text.redaction.trie import one_of

_NAMES = (
    "password passwords passphrase passwd passcode passwort kennwort contraseña senha mot_de_passe wachtwoord пароль hasło "
    "api_key access_key secret_key encryption_key signing_key master_key license_key licence_key pre-shared_key preshared_key "
    "auth_key private_key account_key storage_key token secret psk community"
)
# One of these must be among the words of the text.
SPOKEN_WORDS = words(
    "password passwords passphrase passwd passcode passwort kennwort contraseña senha passe wachtwoord пароль hasło key apikey "
    "token secret psk community"
)
_VERBS = r"(?:(?:is|was) now|(?:is |was )?(?:re)?set to|changed to|is|was|to|lautet|ist|est|es|é|это)"
_SAID = re.compile(
    rf"(?P<name>{one_of(_NAMES.split(), {'_': '[ -]?'})})\s{{1,3}}(?P<verb>{_VERBS}\s)?(?P<quote>[\"'`]?)(?P<value>[^\s\"'`]{{4,256}})"
)
_UNSAID = ("unexpected ",)


def spoken(text: str) -> Iterator[Span]:
    """The places of secrets that are told: behind a verb what no word looks like, else what looks like a password."""
    at, low = 0, lowered(text)
    while said := _SAID.search(low, at):
        at = said.end("name")
        start, end = said.span("value")
        if (said.start() and text[said.start() - 1].isalnum()) or low.endswith(_UNSAID, 0, said.start()):
            continue
        check = is_spoken_secret if said["verb"] else is_told_secret
        if check(text[start:end]):
            yield Span(start, end, "password" if said["verb"] else "secret")
            at = end
