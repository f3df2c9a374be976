"""Secrets and personal data never leave the door: typed placeholders such as `[REDACTED:token]`, idempotent, fail closed.

A clean line pays for cheap looks only: every group of rules names what its patterns cannot do without.
"""

import string
from collections.abc import Sequence

from tools.nouns.redacted import Redacted
from tools.text.redaction.keyed import KEY_TAILS, KEYED
from tools.text.redaction.personal import FIELD_TAILS, FIELDS, NUMBERED, PERSONAL
from tools.text.redaction.rule import Rule
from tools.text.redaction.secrets import SECRETS, TOKEN_STARTS, TOKENS

UNAVAILABLE = Redacted("[REDACTED:unavailable]")
_WORDED = SECRETS + PERSONAL
_LONG_RUN = "0" * 16

# Views of the text, made at memory speed: `Key : "value"` becomes `key=value`; a shape keeps only kinds of characters.
_SQUEEZE = bytes.maketrans(b":", b"=")
_DROPPED = b" \t\"'`\\"
_DIGITS = bytes.maketrans(string.digits.encode() + string.ascii_uppercase.encode(), b"0" * 10 + b"A" * 26)
_WORD = (string.ascii_letters + string.digits + "_").encode()
_RUNS = bytes.maketrans(_WORD + b"-", b"0" * (len(_WORD) + 1))
_WORDS = bytes(code if code in _WORD else 32 for code in range(256))


def redact(text: str) -> Redacted:
    """The text with secrets and personal data replaced.

    If a rule fails, the whole text is replaced: a report without its words is better than a leaked secret.
    """
    try:
        return Redacted(_redacted(text))
    except Exception:
        return UNAVAILABLE


def _redacted(text: str) -> str:
    raw = text.encode("utf-8", "replace")
    lowered = raw.lower()
    squeezed = lowered.translate(_SQUEEZE, _DROPPED).decode("latin-1")
    if _LONG_RUN in raw.translate(_RUNS).decode("latin-1") and _has_token_start(lowered):
        text = _all(TOKENS, text)
    text = _hinted(_WORDED, squeezed, text)
    keys = squeezed.split("=")[:-1]
    tails = [key[-3:] for key in keys] + [key[-5:] for key in keys]
    if not KEY_TAILS.isdisjoint(tails) or "%3" in squeezed:
        text = _all(KEYED, text)
    if not FIELD_TAILS.isdisjoint(tails):
        text = _all(FIELDS, text)
    return _hinted(NUMBERED, raw.translate(_DIGITS).decode("latin-1"), text)


def _has_token_start(lowered: bytes) -> bool:
    return not TOKEN_STARTS.isdisjoint([word[:3] for word in lowered.translate(_WORDS).split()])


def _all(rules: Sequence[Rule], text: str) -> str:
    for rule in rules:
        text = rule.pattern.sub(rule.replace, text)
    return text


def _hinted(rules: Sequence[Rule], view: str, text: str) -> str:
    for rule in rules:
        for hint in rule.hints:
            if hint in view:
                text = rule.pattern.sub(rule.replace, text)
                break
    return text
