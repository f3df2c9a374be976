"""What a ticket still waits for: one bit each, stored as a small integer, sent as words."""

SEMANTIC = 1
"""It was opened on its fingerprint alone; the semantic match comes later."""
RUNBOOKS = 2
ADVICE = 4
NOTIFY = 8
"""People have not been told of everything yet."""

FRESH = RUNBOOKS | ADVICE | NOTIFY
"""Of a new ticket that was searched for."""

_BITS = ((SEMANTIC, "semantic"), (RUNBOOKS, "runbooks"), (ADVICE, "advice"), (NOTIFY, "notify"))
_WORDS = tuple(tuple(word for bit, word in _BITS if mask & bit) for mask in range(16))


def pending_words(mask: int) -> tuple[str, ...]:
    """The words of a mask, in the order in which the work is done."""
    return _WORDS[mask]
