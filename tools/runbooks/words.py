"""Turns text into index terms: splits identifiers at their humps, cuts inflections, drops function words. Pure."""

from collections.abc import Iterator
from functools import lru_cache

from tools.text.words.identifiers import pieces, words

# Function words, and words that every alert contains whatever it is about.
STOPWORDS = frozenset({
    "a", "an", "and", "any", "are", "as", "at", "be", "been", "being", "but", "by", "can", "could", "did", "do",
    "does", "for", "from", "had", "has", "have", "if", "in", "into", "is", "it", "its", "itself", "may", "more",
    "most", "of", "on", "only", "or", "other", "our", "out", "over", "own", "per", "should", "so", "some", "such",
    "than", "that", "the", "their", "them", "then", "there", "these", "they", "this", "those", "through", "to", "too",
    "under", "until", "up", "very", "was", "we", "were", "what", "when", "where", "which", "while", "who", "will",
    "with", "within", "would", "you", "your", "alert", "alerts", "firing", "fires", "fired", "resolved", "runbook",
    "runbooks",
})  # fmt: skip
# Abbreviations that operators write, and the words that runbooks write instead.
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
    """Cut the usual English inflections of a lower-case word; deliberately light, to keep distinct words distinct."""
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
    """Return index terms in order, the same for `KubePodCrashLooping` and `kube_pod_crash_looping`, without numbers."""
    return [
        stem(piece)
        for word in words(text)
        for piece in pieces(word)
        if len(piece) > 1 and not piece.isdigit() and piece not in STOPWORDS
    ]


def compounds(name: str) -> Iterator[tuple[str, list[str]]]:
    """Yield runs of two to four parts of an identifier, joined, with their terms: `misscheduled` is `MisScheduled`."""
    for word in words(name):
        parts = pieces(word)
        for start in range(len(parts)):
            for end in range(start + 2, min(start + 4, len(parts)) + 1):
                run = parts[start:end]
                if all(len(part) > 1 and not part.isdigit() for part in run):
                    yield stem("".join(run)), [stem(part) for part in run if part not in STOPWORDS]
