"""Durations in words."""

_UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))


def lasted(seconds: float) -> str:
    """How long, in the greatest unit of which there is at least one: "90 minutes" is "1 hour"."""
    for length, unit in _UNITS:
        count = int(seconds // length)
        if count >= 1:
            return f"{count} {unit}" if count == 1 else f"{count:,} {unit}s"
    return "less than a second"


def ago(at: float, now: float) -> str:
    """How long before now."""
    return "just now" if now - at < 1 else f"{lasted(now - at)} ago"
