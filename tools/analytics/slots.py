"""Quarter hours, numbered from 1970 on; reports are counted by them."""

SLOT_SECONDS = 900


def slot_of(at: float) -> int:
    """The number of the quarter hour that a time is in."""
    return int(at // SLOT_SECONDS)
