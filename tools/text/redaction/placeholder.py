"""What stands for a text that was taken out."""

import re

PLACEHOLDER = re.compile(r"\[REDACTED:[a-z-]{1,40}\]")


def placeholder(kind: str) -> str:
    """`[REDACTED:token]`."""
    return f"[REDACTED:{kind}]"
