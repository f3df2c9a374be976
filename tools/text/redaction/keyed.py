"""`password=…`, `"apiKey": "…"`: values whose key says that they are secret."""

import re

from tools.text.redaction.checks import is_secret_value, words
from tools.text.redaction.rule import SEPARATOR, Rule

# First letters, and what follows one of them: the search runs at memory speed to where a key can begin.
_LONG_KEYS = (
    ("Pp", r"asswords?|asswd|assphrase|hpsessid|rivate[ _.-]?key"),
    ("Cc", r"lient_?secret|redentials?"),
    ("Ss", r"ecret|(?:ecret|igning|ervice|torage)[ _.-]?key(?:_base)?"),
    ("Tt", r"oken"),
    ("Jj", r"sessionid"),
    ("Aa", r"(?:pi|ccess|ccount|uth)[ _.-]?key"),
    ("Ee", r"ncryption[ _.-]?key"),
    ("Mm", r"aster[ _.-]?key"),
    ("Ll", r"icense[ _.-]?key"),
    ("Ww", r"ebhook[ _.-]?key"),
)
# These are parts of many words: they count at a word's start, or as a hump of `dbPass`.
_SHORT_KEYS = (("Pp", "ass|wd"), ("Aa", "uth"), ("Ss", "ig(?:nature)?"), ("Jj", "wt"), ("Oo", "tp"))
_WORD_START = r"(?:(?<![A-Za-z].)|(?<=[a-z][A-Z]))"


def _after_first_letter(keys: tuple[tuple[str, str], ...]) -> str:
    return "|".join(f"(?<=[{letters}])(?i:{rest})" for letters, rest in keys)


_FIRST_LETTERS = "".join(letters for letters, _ in _LONG_KEYS + _SHORT_KEYS)
_KEY = (
    rf"(?P<key>[{_FIRST_LETTERS}]"
    rf"(?:{_after_first_letter(_LONG_KEYS)}|{_WORD_START}(?:{_after_first_letter(_SHORT_KEYS)})))"
)
# The last 3 or 5 letters of those keys.
KEY_TAILS = words("ord rds swd ase ass pwd ret ken key ial als jwt sig ure sid nid uth otp")


def _assignment(match: "re.Match[str]") -> str:
    """`key separator value`; brackets that close a surrounding clause stay outside an unquoted value."""
    key, separator, value = match["key"].lower(), match["sep"], match["value"]
    core = value if separator.endswith(("'", '"', "`")) else value.rstrip(")]}>.") or value
    if not is_secret_value(key, separator, core):
        return match[0]
    kind = "password" if key.startswith(("pass", "pwd")) else "token" if key in ("token", "jwt") else "secret"
    return f"{match['key']}{separator}[REDACTED:{kind}]{value[len(core) :]}"


KEYED = (
    Rule(
        re.compile(
            # A quote behind a backslash ends a value that began with one, and is part of any other.
            rf"{_KEY}(?P<sep>{SEPARATOR}(?P<escaped>\\{{1,3}})?(?P<quote>[\"'`]))"
            r"(?P<value>(?:(?!(?P=quote))[^\r\n\\]|(?(escaped)\\(?![\"'`])|\\[^\r\n]))+)"
        ),
        _assignment,
    ),
    Rule(re.compile(rf"{_KEY}(?P<sep>{SEPARATOR})(?P<value>[^\s\"'`,;&\\]+)"), _assignment),
)
