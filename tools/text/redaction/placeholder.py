"""The placeholder for a removed text."""

from tools import deferred_re as re

PLACEHOLDER = re.compile(r"\[REDACTED:[a-z-]{1,40}\]")


def placeholder(kind: str) -> str:
    """`[REDACTED:token]`."""
    return f"[REDACTED:{kind}]"
