"""Tokens that are recognised without a name: vendors' prefixes, JWTs, encoded pairs and keys."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

from tools import deferred_re as re
from tools.text.redaction.checks import decoded, is_encoded_key, is_encoded_secret, is_mixed, is_random_looking
from tools.text.redaction.keyed import keyed
from tools.text.redaction.rule import Rule, Span


@dataclass(frozen=True, slots=True)
class Maker:
    """One line of `makers.txt`; a `pattern` that begins with `^` must not follow a letter or digit."""

    kind: str
    source: str
    pattern: str
    starts: tuple[str, ...]


def _makers() -> Iterator[Maker]:
    for line in (files("tools.text.redaction") / "makers.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            kind, source, pattern, starts = re.split(r" {2,}", line)
            yield Maker(kind, source, pattern, tuple(starts.split()))


MAKERS = tuple(_makers())
_STARTS = tuple(start.encode() for maker in MAKERS for start in maker.starts if start != "*") + (b"sk-", b"eyJ")
# By their first two letters, so that a word is compared with few.
_BY_FIRST = {
    first: tuple(start for start in _STARTS if start[:2] == first) for first in {start[:2] for start in _STARTS}
}
# Signs that separate possible tokens.
_APART_SIGNS = b" \t\r\n\"'`=:,;()[]{}<>/@&?|\\#%"
_SPLIT = bytes.maketrans(_APART_SIGNS, b" " * len(_APART_SIGNS))
_DIGITS = b"0123456789"
_LONG = 16
_RUN, _CORE = re.compile(r"[\w.~+/=$-]{16,}"), re.compile(r"[\w~-]{16}")

_ANYWHERE = re.compile("|".join(maker.pattern for maker in MAKERS if maker.pattern[0] != "^"))
_APART = re.compile(
    f"(?<![A-Za-z0-9_])(?:{'|'.join(maker.pattern[1:] for maker in MAKERS if maker.pattern[0] == '^')})"
)
_KINDS = tuple((maker.kind, re.compile(maker.pattern.lstrip("^"))) for maker in MAKERS if maker.kind != "token")


def _is_encoded(value: str) -> bool:
    plain = decoded(value)
    return is_encoded_secret(plain) or (
        plain[:1] in _BEGINS and plain.isascii() and next(keyed(plain.decode("ascii")), None) is not None
    )


_BEGINS = (b"{", b"[", b"-", b"<")
_UNMARKED = (
    # Keys of language models' services: `sk-…`, `sk-proj-…`.
    Rule(re.compile(r"(?<![\w-])sk-[\w-]{20,255}"), "api-key", is_random_looking),
    # A JWT: three to five base64url parts, the first of which begins with `{"`.
    Rule(re.compile(r"(?<![\w-])eyJ[\w-]{8,8192}(?:\.[\w-]{0,8192}){2,4}"), "jwt"),
    # Vault's older tokens.
    Rule(re.compile(r"(?<![\w.-])s\.[A-Za-z0-9]{24}(?![\w.(-])"), "token", is_mixed),
    # An unknown vendor's token: a short mark, then more mixed letters and digits than an id has. Digests and
    # request ids have such marks as well, and the value of an id may be any base64.
    Rule(
        re.compile(
            r"(?<![\w.-])(?<!(?i:id):[ \"])(?<!(?i:id)[=:])(?<!(?i:id)\":[ \"])(?<!(?i:id)\": \")"
            r"(?!(?:sha|md)\d|blake|integrity|etag|req|trace|span|event|evt|msg|run|chat|call|resp"
            r"|job|task|file|node|LVM|wwn|eui|naa|scsi|nvme)"
            r"[A-Za-z][A-Za-z0-9]{1,11}[_-](?:[a-z]{2,8}[_-])?[A-Za-z0-9]{32,255}(?![\w-])"
        ),
        "token",
        is_mixed,
    ),
    # `dXNlcjpwYXNz…`: base64 of a name and a password, of a private key, or of fields with a secret.
    Rule(re.compile(r"(?<![\w+/-])[A-Za-z0-9+/_-]{16,8192}={0,2}(?![\w+/-])"), "token", _is_encoded),
)


# The lines after the first one of a key without its armour.
_KEY_LINES = re.compile(
    r"(?:\r?\n[ \t]{0,32}[A-Za-z0-9+/]{40,76}+(?=\s|\Z)){0,200}+"
    r"(?:\r?\n[ \t]{0,32}(?=[A-Za-z]{0,76}[\d+/=])[A-Za-z0-9+/]{4,76}+={0,2}(?=\s|\Z))?"
)
_KEY_LINE = 48


def may_hold_token(raw: bytes) -> bool:
    """True if a word begins like a vendor's token, or is long and mixes capitals, lower case and digits."""
    runs = raw.translate(_SPLIT).split()
    # Before the check of its length: some tokens contain one of the separating signs.
    for run in [run for run in runs if run[:2] in _BY_FIRST]:
        if run.startswith(_BY_FIRST[run[:2]]):
            return True
    for run in [run for run in runs if len(run) >= _LONG]:
        if run.lower() != run != run.upper() and run.translate(None, _DIGITS) != run:
            return True
    return b"-us" in raw


def tokens(text: str) -> Iterator[Span]:
    """The tokens in a text, searched for in its long runs of letters, digits and the signs that tokens have."""
    for run in _RUN.finditer(text):
        start, end = run.span()
        if _CORE.search(text, start, end) is None:
            continue
        for pattern in (_ANYWHERE, _APART):
            for match in pattern.finditer(text, start, end):
                yield Span(*match.span(), _kind(match[0]))
        for rule in _UNMARKED:
            yield from rule.spans(text, start, end)
        lines = _KEY_LINES.match(text, end) if end - start >= _KEY_LINE else None
        if lines and lines[0] and is_encoded_key(decoded(text[start:end])):
            yield Span(start, lines.end(), "private-key")


def _kind(token: str) -> str:
    return next((kind for kind, pattern in _KINDS if pattern.match(token)), "token")
