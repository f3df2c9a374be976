"""Identifiers and codes in text, as people and programs write them: their parts, and the names they may have. Pure."""

from collections.abc import Iterator
from functools import lru_cache

from tools import deferred_re as re
from tools.text.words.vocabulary import known

# Runs of word characters first, split at humps and underscores second: both linear.
_WORD = re.compile(r"\w+")
# "KubePVCsFull" → Kube, PVCs, Full.
_HUMP = re.compile(r"[A-Z]{2,}s?(?![a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
_BETWEEN_HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|_+")
_LONGEST_WORD = 64
# Shorter ones (`EOF`, `OOM`) occur in too many texts to name one.
_LEAST_CODE = 5
# `E11000`, `ORA01555`, `SRVE0255E`.
_NUMBERED_CODE = re.compile(r"[A-Z]{1,6}[0-9]{3,8}[A-Z]?")
# `ORA-01653`, `CVE-2026`: the same with a hyphen.
_HYPHENED_CODE = re.compile(r"(?<![\w-])([A-Z]{2,8})-(\d{3,6})(?![\w-])")
# They precede every code of their kind, and say nothing by themselves.
_ANY_FAILURE = frozenset(("SQLSTATE", "HY000", "ERRNO", "ERRCODE"))
_NOT_KEY = re.compile(r"[\W_]+")


def words(text: str) -> list[str]:
    """Runs of letters, digits and underscores, in order."""
    return _WORD.findall(text)


@lru_cache(maxsize=8_192)
def pieces(word: str) -> tuple[str, ...]:
    """The lower-case parts of one identifier, other alphabets whole; empty for what is too long to be a word."""
    if len(word) > _LONGEST_WORD:
        return ()
    return tuple([hump.lower() for hump in _HUMP.findall(word)]) if word.isascii() else (word.lower(),)


def spaced(text: str) -> str:
    """`KubePodCrashLooping` → `Kube Pod Crash Looping`: what an uncased embedding model can read."""
    return " ".join(_BETWEEN_HUMPS.sub(" ", text).split())


def name_key(name: str) -> str:
    """Letters and digits only, lower case: equal for `KubePodCrashLooping` and `kube-pod-crash-looping`."""
    return _NOT_KEY.sub("", name.lower())


def identifiers(text: str) -> Iterator[str]:
    """Words of a text that are clearly names (at least two parts), such as `KubePodCrashLooping` or `disk_full`."""
    return (word for word in words(text) if len(pieces(word)) > 1)


def codes(text: str) -> Iterator[str]:
    """Words that never occur by chance: identifiers, `ECONNREFUSED`, `E11000`, `ORA-01653` as ORA01653; not `ERROR`."""
    if "-" in text:
        yield from ("".join(parts) for parts in _HYPHENED_CODE.findall(text))
    yield from (
        word
        for word in words(text)
        if _LEAST_CODE <= len(word) <= _LONGEST_WORD and word not in _ANY_FAILURE and _is_code(word)
    )


def is_numbered(code: str) -> bool:
    """True for `ORA01653`: a vendor numbered it, and nobody writes it by chance."""
    return bool(_NUMBERED_CODE.fullmatch(code))


def names_failure(code: str) -> bool:
    """True for `ECONNREFUSED` and `UnknownHostException`, which say what failed; `StatefulSet` says where."""
    return code.isupper() or code.endswith(("Exception", "Error", "Fault", "Failure"))


def _is_code(word: str) -> bool:
    if _NUMBERED_CODE.fullmatch(word):
        return True
    if len(parts := pieces(word)) > 1:
        return sum(len(part) > 1 and not part.isdigit() for part in parts) > 1
    return word.isascii() and word.isalpha() and word.isupper() and not known(word.lower())
