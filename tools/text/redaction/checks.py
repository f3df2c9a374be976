"""Checks that keep ordinary words from being redacted: a pattern finds the place, and a check judges the value."""

import base64
import binascii

from tools import deferred_re as re
from tools.text.redaction.placeholder import PLACEHOLDER


def words_of(text: str) -> frozenset[str]:
    """The words of a list, which is easier to read as text."""
    return frozenset(text.split())


NOT_SECRETS = words_of(
    "null none nil undefined true false yes no on off ok empty missing invalid incorrect wrong expired required failed "
    "failure denied unset unknown hidden redacted masked removed error not provided n/a default changed reset set "
    "valid accepted rejected mismatch revoked disabled enabled optional rotated leer keine falsch ungültig abgelaufen "
    "password passwd token secret username some(none) inválida incorrecta incorrect(e) manquant vide"
)
_PROSE = NOT_SECRETS | words_of(
    "is was has have must should can cannot could may will for from of in at by to the a an and or but user users this "
    "that too does do did authentication authorization auth login policy reset rotation rotated mismatched length "
    "strength check checks change changes update updated attempt attempts field prompt manager file only please "
    "no new old current using use used with without when while if it its please contact minimum maximum "
    "are were be been being with would also but than then them they there here it's its your you we our us my his her "
    "until since because before after against about into onto over under between some any all each every other only "
    "another same such very more most less just now still never always again already stored visible available "
    "wrong correct right safe plain weak strong short long same different "
    "return raise throw else self this none str string int bool bytes any optional char varchar text "
    "password passwd secret token key credentials ist und der die das nicht est le la les el los para não nie"
)
# Pass phrase generators rarely use such words, and few sentences do without one.
_SENTENCE_ENDS = ("ed", "ing", "ly", "tion", "able", "ible", "ment")
# `****`, `<password>`: it was already removed.
_MASKED = r"[*x•.#_\-?…]+|<[^>]{0,64}>?|\[?(?:filtered|redacted|masked|hidden|secret|omitted|scrubbed)\]?"
# `Secret{…`, `Token@1f2e`: how Java prints an object, whose fields are elsewhere.
_OBJECT = r"[A-Z]\w*[{@][0-9a-f]*"
# `${DB_PASSWORD}`, `%s`, `$DB_PASSWORD`, `os.environ[…`, `$1`, `:password`: the source of a value.
_REFERENCE = (
    r"\$\d{1,3}\b(?![$\w])|[:@][a-z_]{2,32}\Z|\$[{(]|\{\{|\{\}|\{[a-z_]{1,32}\}|%\(|%[svdq]\b|%[A-Z_]{3,40}%|\$[A-Z][A-Z0-9_]{2,40}\b|(?:env|vault|file|ref|secretref|ssm|gsm|sm|op):"
    r"|arn:aws|os\.environ|!(?i:vault|secret|env|ref|sops|sub|getatt|encrypted)\b|process\.env|getenv|var\.|local\.|data\.|secrets\.|config\.|projects/"
)
_NO_VALUE = re.compile(rf"(?:(?i:{_MASKED})|{_OBJECT}|{PLACEHOLDER.pattern})\Z|{_REFERENCE}")
# A UUID, a hexadecimal number or a digest: ids, which are frequent in logs.
_ID = re.compile(r"(?:0x)?[0-9a-f]+|(?:0X)?[0-9A-F]+|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_DIGIT = re.compile(r"\d")
_ODD = re.compile(r"[!#$%^&*~]")
_MANY = 8
_LONG = 20


def is_random_looking(value: str) -> bool:
    """True for text that only a generator would write: letters with digits, or mixed case too long for a word."""
    if len(value) < _MANY:
        return False
    lower, upper = value.upper() != value, value.lower() != value
    digits = _DIGIT.search(value) is not None
    return (digits and (upper or lower)) or (upper and lower and (len(value) >= _LONG or value.endswith("=")))


def is_mixed(value: str) -> bool:
    """True for what password rules demand: capitals with lower case and digits, or letters with a special character."""
    if len(value) < 6 or _ID.fullmatch(value):
        return False
    lower, upper = value.upper() != value, value.lower() != value
    digits, odd = _DIGIT.search(value) is not None, _ODD.search(value) is not None
    return upper + lower + digits >= (2 if odd else 3) and (odd or len(value) >= _MANY)


def is_cloud_secret(value: str) -> bool:
    """True for the mixture of an AWS secret key, which hex digests and paths lack."""
    return is_random_looking(value) and value.lower() != value != value.upper() and value.count("/") < 4


def is_empty(value: str) -> bool:
    """True for a text that says that there is no value, or only where it comes from."""
    return value.lower().rstrip(".,:;!") in NOT_SECRETS or _NO_VALUE.match(value) is not None


def is_value(value: str) -> bool:
    """True unless it says that there is no value."""
    return not is_empty(value)


def is_prose(value: str) -> bool:
    """True for a word that continues the sentence."""
    return value.lower() in _PROSE


def is_secret_in_prose(value: str) -> bool:
    """Judge a value after words such as "password is": prose contains no digit and no special character."""
    inside = value.rstrip(".,:;!?)")
    return len(inside) >= 4 and not inside.replace("-", "").replace("_", "").isalpha() and not is_empty(inside)


_PHRASE_SIGNS = re.compile(r"[ -]")


def is_phrase(value: str) -> bool:
    """True for a pass phrase: four words or more, none of which is usual in sentences."""
    words = _PHRASE_SIGNS.split(value)
    return (
        len(words) >= 4
        and _PROSE.isdisjoint(words)
        and all(map(str.isalpha, words))
        and sum(word.endswith(_SENTENCE_ENDS) for word in words) <= 1
    )


def is_coded_secret(value: str) -> bool:
    """Judge the text after a password's or key's type number: hexadecimal pairs, or a password."""
    return is_mixed(value) or (len(value) >= _MANY and re.fullmatch(r"(?:[0-9A-F]{2})+", value) is not None)


def is_handed_secret(value: str) -> bool:
    """Judge the text after a name in code, where the next word is often another name."""
    return is_mixed(value) or (len(value) >= _LONG and is_random_looking(value) and value.isalnum())


def is_secret_after_name(value: str) -> bool:
    """Judge the text directly after "password" or "token": it must not continue the sentence."""
    if is_empty(value) or value.rstrip("!.,:;?)").isalpha():
        return False
    return is_mixed(value) or (is_random_looking(value) and "." not in value and "-" not in value)


def is_given_secret(value: str) -> bool:
    """Judge the text after a short option: no option, no reference, and more than a word in lower case."""
    return not value.startswith(("-", "/", "<")) and not is_empty(value) and not (value.isalpha() and value.islower())


# What a sentence has behind an option, and the community that every device knows.
_ABOUT = words_of(
    "option options flag flags argument arguments parameter parameters switch value values public gives takes needs "
    "means reads sets asks did does works requires expects accepts instead via through env environment stdin "
    "interactively here given"
)
_VARIABLE = re.compile(r"\$(?:[A-Z_]{1,40}|[a-z_]{1,40})")
_PARTICIPLES = ("ed", "ing", "s")


def is_argument_secret(value: str) -> bool:
    """Judge the word where a program takes nothing but a secret: any word that does not continue a sentence."""
    return (
        not value.startswith(("-", "/", "<", "[REDACTED:"))
        and not _VARIABLE.fullmatch(value)
        and not is_empty(value)
        and not is_prose(value)
        and value.lower() not in _ABOUT
    )


def is_placed_secret(value: str) -> bool:
    """The same where only the position says so: no participle or plural either."""
    return is_argument_secret(value) and not (value.isalpha() and value.endswith(_PARTICIPLES))


# `/etc/ssl/api.pem`, `k.pem`: the file in which a key is.
_FILE = re.compile(
    r"(?:[~.]{0,2}/)?(?:[\w.@-]{1,64}/){0,16}[\w.@-]{1,64}\.(?:pem|key|crt|cer|der|p12|pfx|jks|json|ya?ml|txt|pub|asc|gpg)"
    r"|[~.]{0,2}/(?:[a-z][a-z_.-]{0,31}/){1,16}[a-z][a-z_.-]{0,31}"
)


def is_file(value: str) -> bool:
    """True for the name of a file of keys, or a path of plain words."""
    return _FILE.fullmatch(value) is not None


_PAIR = re.compile(rb"(?!\d+:)[A-Za-z0-9._@+-]{2,64}:[\x21-\x7e]{4,256}")
# PKCS#1, PKCS#8 and SEC1: a sequence whose first number is 0 or 1, and with content that no certificate begins with.
_KEY_DER = re.compile(rb"\x30(?:\x82..|\x81.|[\x20-\x7f])\x02\x01(?:\x00[\x02\x30]|\x01\x04[\x14-\x42])", re.DOTALL)
# OpenPGP's packet of a secret key: tag 5 in either form, a version, a time after 2001, and an algorithm with keys.
_PGP = re.compile(
    rb"(?:\x95..|\x94.|\xc5(?:[\x00-\xbf]|[\xc0-\xdf].))[\x04-\x06][\x3c-\x7f]...[\x01-\x03\x10-\x13\x16\x19-\x1c]",
    re.DOTALL,
)
_PRIVATE = (b"-----BEGIN", b"openssh-key-v1", b'{"type":"service_account', b'{ "type": "service_account')


def decoded(value: str) -> bytes:
    """The bytes of a text in either base64 alphabet; empty if it is no base64."""
    signs = value.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(signs + "=" * (-len(signs) % 4))
    except binascii.Error:
        return b""


def is_encoded_key(plain: bytes) -> bool:
    """True for a private key or a service account's file; false for public data."""
    if plain.startswith(_PRIVATE):
        return b"PUBLIC" not in plain[:40] and b"CERTIFICATE" not in plain[:40]
    return _KEY_DER.match(plain) is not None or _PGP.match(plain) is not None


def is_encoded_secret(plain: bytes) -> bool:
    """True for `user:password`, a private key or a service account's file."""
    if is_encoded_key(plain):
        return True
    return _PAIR.fullmatch(plain) is not None and not plain.partition(b":")[2].isdigit()


_NOT_MAIL = words_of("service socket timer target mount slice scope device path swap automount js ts tgz jar git")


def is_mail_address(text: str) -> bool:
    """False for `git@host` and systemd units such as `user@1000.service`."""
    local, _, domain = text.rpartition("@")
    return local != "git" and domain.rpartition(".")[2].lower() not in _NOT_MAIL


def is_personal_value(value: str) -> bool:
    """False for the words that stand for "no value"."""
    return value.lower() not in NOT_SECRETS


_PORT = re.compile(r"\d+(?=[/?#]|\Z)")


def is_url_password(value: str) -> bool:
    """Judge the text between colon and @ in an address: `8080/path` is a port and a path, `8080?a` is a query."""
    port = _PORT.match(value)
    return (port is None or port.end() == len(value)) and not is_empty(value)


def is_argument(value: str) -> bool:
    """Judge a quoted argument of a call that connects: a password with a special character, because code has words."""
    return is_mixed(value) and any(sign in value for sign in "!$%^&*~#@")
