"""Durations in words."""

_UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))


def duration(seconds: float) -> str:
    """The duration in the largest unit that fits, rounded down: 90 minutes are "1 hour"."""
    for length, unit in _UNITS:
        count = int(seconds // length)
        if count >= 1:
            return f"{count} {unit}" if count == 1 else f"{count:,} {unit}s"
    return "less than a second"


def ago(at: float, now: float) -> str:
    """How long before `now` a time was."""
    return "just now" if now - at < 1 else f"{duration(now - at)} ago"
