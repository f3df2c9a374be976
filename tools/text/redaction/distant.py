"""Secrets some words after their name: "password for the staging database: …", "мой пароль от базы …", "密码是…"."""

from collections.abc import Iterator

from tools import deferred_re as re
from tools.text.redaction.checks import is_empty, is_secret_after_name, words_of
from tools.text.redaction.lowered import lowered
from tools.text.redaction.rule import Rule, Span, words
from tools.text.redaction.trie import one_of

_NAMES = (
    "password passwords passphrase passwd passcode pw passwort kennwort contraseña contrasena senha passe wachtwoord "
    "hasło haslo пароль пароля heslo jelszó lösenord losenord adgangskode passord salasana şifre sifre parola parolă "
    "lozinka geslo κωδικός clave token secret api_key apikey access_key secret_key credentials creds"
)
# The text contains one of these words. Bytes are lower-cased as ASCII only.
FAR_WORDS = words("key") | words(
    " ".join(form for name in _NAMES.split() if "_" not in name for form in (name, name.capitalize(), name.upper()))
)
_WORD = r"[ ]{1,2}[^\s:=\"'`]{1,40}+(?:'[a-z]{0,2})?+"
# The next line has it: "Password for the [elastic] user successfully reset." and "New value: …" below.
_NEXT = r"[^\n]{0,120}+\n\s{0,8}(?:(?:new|generated|temporary|the) )?(?:value|password|secret|token)"
_VERBS = "is was to lautet ist est es é è jest är er on je это"
_VERB_WORDS = words(_VERBS)
_SIGN = rf"(?:\s?:\s{{0,4}}| = ?|[ ](?:{_VERBS.replace(' ', '|')})[ ]{{1,2}}(?:now[ ])?)"
_NAME = re.compile(one_of(_NAMES.split(), {"_": "[ _-]?"}))
_BEHIND = re.compile(
    rf"(?:(?P<between>(?:{_WORD}){{1,10}}?)|{_NEXT}){_SIGN}(?:\s?\n\n?[ \t]{{0,8}}(?=[a-z\d]{{12,64}}+(?:\s|\Z)))?"
    r"(?P<quote>[\"'`]?)(?P<value>[^\s\"'`]{6,256})"
)
# "Mot de passe du compte batch : …", "Password for the batch account: …": a label, whose value may be any word that
# ends the line. One of these words, directly after that for passwords, introduces the password's owner.
_OF = (
    "for|of|du|de la|de los|des|de|della|del|di|do|das|dos|da|von|vom|für|fuer|dem|der|van|voor|på|för|till|til|av"
    "|dla|użytkownika|konta|для|от|pour|para|per|al|pro|k"
)
_LABEL = re.compile(
    rf"[ ](?:{_OF})"
    rf"(?:{_WORD}){{1,6}}?\s?[:=][ \t]{{1,4}}(?P<quote>[\"'`]?)(?P<value>[^\s\"'`:=<>]{{6,128}})(?P=quote)"
    r"[.!]?(?=[ \t]{0,4}(?:[\r\n]|\Z))"
)
_LABELLED = words_of(
    "password passwords passphrase passwd passcode passwort kennwort contraseña contrasena senha passe wachtwoord "
    "hasło haslo пароль heslo jelszó lösenord losenord adgangskode passord salasana parolă lozinka geslo"
)
# States of a password, which follow such a label as well.
_STATES = words_of(
    "success succeeded successful accepted pending unchanged updated unknown granted confirmed complete completed sent "
    "created locked unlocked blocked active inactive skipped verified validated matched matching refused ignored "
    "abgelaufen falsch geändert vergessen gesperrt gesetzt gültig aktiv fehlerhaft unbekannt expiré expirée modifié "
    "oublié incorrect bloqué inconnu valide actif caducada incorrecta cambiada olvidada válida bloqueada desconocida "
    "expirada alterada inválida esquecida incorreta correta scaduta errata cambiata verlopen gewijzigd onjuist "
    "vergeten wygasło zmienione nieprawidłowe истёк истек изменён неверный сброшен vypršelo změněno lejárt utgånget "
    "ändrat warning info debug notice critical severe trace alert emergency administrator"
)
_STATE_ENDS = ("ed", "ing", "ly", "tion", "able", "ible", "ment")
# A reason follows, such as an error's code, and no secret.
_REASONS = words_of("fail failed fails failure failing error errors exception expired denied mismatch not")
# Names of things in code and on hosts are mixed as well.
_PLACE = re.compile(r".*[/:]|.*\..*\.|[a-z_]+\.|.*\.[a-z]{1,5}\Z")


def may_be_distant(view: str, known: frozenset[bytes], said: list[bytes]) -> bool:
    """False, in a cheap look, for a text without a verb and without a sign after the first of its names."""
    if not _VERB_WORDS.isdisjoint(said):
        return True
    for word in FAR_WORDS.intersection(known):
        first = view.find(word.decode("latin-1"))
        if view.find(":", first) >= 0 or view.find("=", first) >= 0:
            return True
    return False


def distant(text: str) -> Iterator[Span]:
    """Text that looks like a generated secret, some words after a secret's name."""
    low = lowered(text)
    for name in _NAME.finditer(low):
        start, end = name.span()
        if name[0] in _LABELLED and (span := _labelled(text, low, start, end)) is not None:
            yield span
            continue
        said = None if start and text[start - 1].isalnum() else _BEHIND.match(low, end)
        if said is None or not _REASONS.isdisjoint((said["between"] or "").split()):
            continue
        start = said.start("value")
        value = text[start : said.end("value")].rstrip(".,:;!?)")
        if is_secret_after_name(value) and not _PLACE.match(value):
            yield Span(start, start + len(value), "password")


def _labelled(text: str, low: str, start: int, end: int) -> Span | None:
    """The value of a label that begins with the word for passwords between two places."""
    label = None if start and text[start - 1].isalnum() else _LABEL.match(low, end)
    if label is None or is_empty(value := label["value"]) or not {value, value.rstrip(".!")}.isdisjoint(_STATES):
        return None
    if _PLACE.match(value) or value.endswith(_STATE_ENDS) or not _REASONS.isdisjoint(label[0].split()):
        return None
    return Span(*label.span("value"), "password")


def _in_bytes(text: str) -> tuple[str, ...]:
    return tuple(word.encode().decode("latin-1") for word in text.split())


_IN_SIGNS = "密码 密碼 口令 密钥 パスワード パスフレーズ 暗証番号 비밀번호 암호 비번 รหัสผ่าน"
# Scripts that do not separate words.
IN_SIGNS = Rule(
    re.compile(
        rf"(?:{'|'.join(_IN_SIGNS.split())})[^\x00-\x7f\n]{{0,10}}+[ :=\"'`]{{0,3}}+[^\x00-\x7f\n]{{0,2}}+"
        r"[ \"'`]{0,2}+(?P<value>[!-~]{6,128})"
    ),
    "password",
    is_secret_after_name,
    marks=_in_bytes(_IN_SIGNS),
)
# `пароль администратора …`: the words between are not code.
IN_CYRILLIC = Rule(
    re.compile(r"парол[а-яё]{0,3}(?: [а-яё]{1,24}+){0,5}\s?[:=—-]?\s?[\"'`«]?(?P<value>[!-~]{6,128})", re.IGNORECASE),
    "password",
    is_secret_after_name,
    marks=_in_bytes("парол Парол"),
)
