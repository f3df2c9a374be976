"""Text → index terms: identifiers split at their humps, inflections cut, function words left out. Pure."""

import re
from collections.abc import Iterator
from functools import lru_cache

from tools.text.words.vocabulary import known

# Runs of word characters first, cut at humps and underscores second: both linear.
_WORD = re.compile(r"\w+")
# "KubePVCsFull" → Kube, PVCs, Full.
_HUMP = re.compile(r"[A-Z]{2,}s?(?![a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
_BETWEEN_HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|_+")
_LONGEST_WORD = 64
# Shorter ones (`EOF`, `OOM`) stand in too many texts to name one.
_LEAST_CODE = 5
# `E11000`, `ORA01555`, `SRVE0255E`.
_NUMBERED_CODE = re.compile(r"[A-Z]{1,6}[0-9]{3,8}[A-Z]?")
_NOT_KEY = re.compile(r"[\W_]+")

# Function words, and the words every alert has whatever it is about.
STOPWORDS = frozenset({
    "a", "an", "and", "any", "are", "as", "at", "be", "been", "being", "but", "by", "can", "could", "did", "do",
    "does", "for", "from", "had", "has", "have", "if", "in", "into", "is", "it", "its", "itself", "may", "more",
    "most", "of", "on", "only", "or", "other", "our", "out", "over", "own", "per", "should", "so", "some", "such",
    "than", "that", "the", "their", "them", "then", "there", "these", "they", "this", "those", "through", "to", "too",
    "under", "until", "up", "very", "was", "we", "were", "what", "when", "where", "which", "while", "who", "will",
    "with", "within", "would", "you", "your", "alert", "alerts", "firing", "fires", "fired", "resolved", "runbook",
    "runbooks",
})  # fmt: skip
# Short forms operators write, and the word runbooks write.
LONG_FORMS = {
    "failure": "fail", "err": "error", "config": "configur", "cfg": "configur", "mem": "memory", "fs": "filesystem",
    "db": "database", "k8s": "kubernetes", "kube": "kubernetes", "pvc": "persistentvolumeclaim", "max": "maximum",
    "pv": "persistentvolume", "req": "request", "conn": "connection", "repl": "replication", "cert": "certificate",
    "certs": "certificate", "auth": "authentication", "recv": "receive", "msg": "message", "min": "minimum",
    "ns": "namespace",
}  # fmt: skip
# Longest first; what is left keeps at least three letters.
_ENDINGS = ("ations", "ation", "ingly", "edly", "ing", "ion", "ed", "ment", "ly", "e")


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Cut the usual English inflections of a lower-case word; light on purpose, so that distinct words stay distinct."""
    word = LONG_FORMS.get(word, word)
    if len(word) <= 3:
        return word
    if word.endswith("ies") and len(word) > 4:
        word = word[:-3] + "y"
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    ending = next((e for e in _ENDINGS if word.endswith(e) and len(word) - len(e) >= 3), "")
    word = word.removesuffix(ending)
    if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "ls":
        word = word[:-1]
    return LONG_FORMS.get(word, word)


def terms(text: str) -> list[str]:
    """Index terms in order: `KubePodCrashLooping` and `kube_pod_crash_looping` give the same ones. Numbers give none."""
    return [
        stem(piece)
        for word in _WORD.findall(text)
        for piece in pieces(word)
        if len(piece) > 1 and not piece.isdigit() and piece not in STOPWORDS
    ]


def pieces(word: str) -> list[str]:
    """The lower-case parts of one identifier, other alphabets whole; none for what is too long to be a word."""
    if len(word) > _LONGEST_WORD:
        return []
    return [hump.lower() for hump in _HUMP.findall(word)] if word.isascii() else [word.lower()]


def compounds(name: str) -> Iterator[tuple[str, list[str]]]:
    """Runs of two to four parts of an identifier, joined, with their terms: `misscheduled` is `MisScheduled`."""
    for word in _WORD.findall(name):
        parts = pieces(word)
        for start in range(len(parts)):
            for end in range(start + 2, min(start + 4, len(parts)) + 1):
                run = parts[start:end]
                if all(len(part) > 1 and not part.isdigit() for part in run):
                    yield stem("".join(run)), [stem(part) for part in run if part not in STOPWORDS]


def spaced(text: str) -> str:
    """`KubePodCrashLooping` → `Kube Pod Crash Looping`: what an uncased embedding model can read."""
    return " ".join(_BETWEEN_HUMPS.sub(" ", text).split())


def key(name: str) -> str:
    """Letters and digits only, lower case: equal for `KubePodCrashLooping` and `kube-pod-crash-looping`."""
    return _NOT_KEY.sub("", name.lower())


def identifiers(text: str) -> Iterator[str]:
    """Words of a text that are plainly names (at least two parts), such as `KubePodCrashLooping` or `disk_full`."""
    return (word for word in _WORD.findall(text) if len(pieces(word)) > 1)


def codes(text: str) -> Iterator[str]:
    """Words that nobody writes by chance: identifiers, `ECONNREFUSED`, `E11000`; not `ERROR`, which is a word."""
    return (word for word in _WORD.findall(text) if _LEAST_CODE <= len(word) <= _LONGEST_WORD and _is_code(word))


def _is_code(word: str) -> bool:
    if _NUMBERED_CODE.fullmatch(word):
        return True
    if len(parts := pieces(word)) > 1:
        return sum(len(part) > 1 and not part.isdigit() for part in parts) > 1
    return word.isascii() and word.isalpha() and word.isupper() and not known(word.lower())
