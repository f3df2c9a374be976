"""Secrets in sentences: "the password was reset to …", "password …" without a sign between."""

from collections.abc import Collection, Iterator

from tools import deferred_re as re
from tools.text.redaction.checks import is_secret_after_name, is_secret_in_prose
from tools.text.redaction.lowered import lowered
from tools.text.redaction.rule import Span, words
from tools.text.redaction.trie import one_of
from tools.text.redaction.values import phrase_end

_NAMES = (
    "password passwords passphrase passwd passcode pwd passwort kennwort contraseña senha mot_de_passe wachtwoord "
    "пароль hasło clave api_key access_key secret_key encryption_key signing_key master_key license_key licence_key "
    "pre-shared_key preshared_key auth_key private_key account_key storage_key token secret psk community "
    "community_string unseal_key recovery_key "
    "session_key seed_phrase root_token deploy_key password_hash passwd_hash pw_hash"
)
# The text must contain one of these words.
SENTENCE_WORDS = words(
    "password passwords passphrase passwd passcode pwd passwort kennwort contraseña senha passe wachtwoord "
    "пароль hasło clave key apikey token secret psk community phrase hash"
)
_VERBS = (
    r"(?:(?:is|was) now|wurde (?:auf|zu)|est maintenant|a été changé en"
    r"|(?:foi|fue) (?:alterad|trocad|cambiad)[oa] (?:para|a)|ha sido cambiad[oa] a"
    r"|(?:is |was |has been )?(?:(?:re)?set|changed|updated|rotated) to|is|was|to|lautet|ist|est|es|é|è|это)"
)
# "invalid password: …" has its sign after the name; "senha inválida: …" has an adjective between.
_QUALITY = (
    r"(?:incorrect[oa]?e?|inválid[oa]|invalide?|wrong|falsch|errón[eo]a?|errat[oa]|neplatn[éý]|niepoprawne|неверный"
    r"|ungültig|given|entered|used|supplied|provided|tried|received|sent|rejected|mismatch|string"
    r"|(?:for|of|für|von|pour|para|per|voor|для) [\w.@-]{1,40})"
)
_NAME = re.compile(one_of(_NAMES.split(), {"_": "[ -]?"}))
# What may precede the rule's word in a name.
_LEAD = len("encryption ")
_SAID = re.compile(
    rf"(?P<name>{_NAME.pattern})\s{{1,3}}"
    rf"(?:(?P<verb>{_VERBS}\s)|{_QUALITY}(?:\s?[:=]\s{{0,3}}|\s))?(?P<quote>[\"'`]?)(?P<value>[^\s\"'`=:][^\s\"'`]{{3,255}})"
)
_UNSAID = ("unexpected ",)


def sentences(text: str, known: Collection[str]) -> Iterator[Span]:
    """Secrets in sentences: after a verb, what no word looks like; else what looks like a password.

    `known` are the rule's words that the text contains: names are searched for only where these occur.
    """
    low = lowered(text)
    at, last = _window(low, known)
    while name := _NAME.search(low, at, last):
        at = name.start() + 1
        said = _SAID.match(low, name.start())
        if said is None:
            continue
        at = said.end("name")
        start, end = said.span("value")
        if (said.start() and text[said.start() - 1].isalnum()) or low.endswith(_UNSAID, 0, said.start()):
            continue
        if said["verb"] and (phrase := phrase_end(low, start)) > start:
            yield Span(start, phrase, "password")
            at = phrase
            continue
        check = is_secret_in_prose if said["verb"] else is_secret_after_name
        if check(text[start:end]):
            yield Span(start, end, "password" if said["verb"] else "secret")
            at = end


def _window(low: str, known: Collection[str]) -> tuple[int, int]:
    """The part of a lower-case text from the first of the words to the last."""
    if not low.isascii():
        return 0, len(low)
    first, last = len(low), 0
    for word in known:
        place = low.find(word)
        if 0 <= place < first:
            first = place
        last = max(last, low.rfind(word, place) + len(word)) if place >= 0 else last
    return max(0, first - _LEAD), last
