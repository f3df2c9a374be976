"""One wording for what the versions of a runtime word differently: Ruby 3.4, PHP 8, Go 1.20, Ceph's updates."""

from tools import deferred_re as re

# (a text that each of them contains, the wording, what it is read as)
WORDINGS = (
    (":NilClass", re.compile(r"\bnil:NilClass\b"), "nil"),
    ("Undefined ", re.compile(r"\bUndefined array key \"(?P<name>[^\"\n]{1,80})\""), r"Undefined index: \g<name>"),
    ("Undefined ", re.compile(r"\bUndefined array key (?P<place>\d{1,9})\b"), r"Undefined offset: \g<place>"),
    ("Undefined ", re.compile(r"\bUndefined variable \$(?P<name>\w{1,80})"), r"Undefined variable: \g<name>"),
    (
        " read property ",
        re.compile(r"\bAttempt to read property \"(?P<name>[^\"\n]{1,80})\" on (?:null|bool|int|string)\b"),
        r"Trying to get property '\g<name>' of non-object",
    ),
    (
        " (reading '",
        re.compile(r"\bCannot read properties of (?P<what>undefined|null) \(reading '(?P<name>[^'\n]{1,80})'\)"),
        r"Cannot read property '\g<name>' of \g<what>",
    ),
    ("tls: failed", re.compile(r"\btls: failed to verify certificate: (?=x509: )"), ""),
    ("Health check update: ", re.compile(r"\bHealth check update: "), "Health check failed: "),
)
# Parts of all those marks: a long text is searched for few of them.
HINTS = ("efined ", "NilClass", " read", "(read", "tls: ", "k update: ")


def in_one_wording(text: str) -> str:
    """The text as the version that is read worded it."""
    if not any(hint in text for hint in HINTS):
        return text
    for mark, pattern, instead in WORDINGS:
        if mark in text:
            text = pattern.sub(instead, text)
    return text
