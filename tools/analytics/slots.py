"""Quarter hours, numbered from 1970; reports are counted by them."""

SLOT_SECONDS = 900


def slot_of(at: float) -> int:
    """Return the number of the quarter hour that contains a time."""
    return int(at // SLOT_SECONDS)
