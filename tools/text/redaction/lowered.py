"""A text in lower case, as most patterns read it."""

from tools import deferred_re as re
from tools.text.redaction.placeholder import PLACEHOLDER

_MARK = re.compile(PLACEHOLDER.pattern, re.IGNORECASE)


def lowered(text: str) -> str:
    """The text in lower case, with every character at its place and placeholders blanked: their kinds are no keys."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(one if len(one) == 1 else "?" for one in map(str.lower, text))
    return _MARK.sub(lambda mark: "\0" * len(mark[0]), low) if "[redacted:" in low else low
