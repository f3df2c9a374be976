"""The placeholder for a removed text."""

import re

PLACEHOLDER = re.compile(r"\[REDACTED:[a-z-]{1,40}\]")


def placeholder(kind: str) -> str:
    """`[REDACTED:token]`."""
    return f"[REDACTED:{kind}]"
