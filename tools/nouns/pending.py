"""The work that a ticket still waits for: one bit each, stored as a small integer, sent as words."""

SEMANTIC = 1
"""The semantic match: the ticket was opened on its fingerprint alone."""
RUNBOOKS = 2
ADVICE = 4
NOTIFY = 8
"""Some notices have not been sent yet."""

FRESH = RUNBOOKS | ADVICE | NOTIFY
"""The bits of a new ticket whose semantic match is already done."""

_BITS = ((SEMANTIC, "semantic"), (RUNBOOKS, "runbooks"), (ADVICE, "advice"), (NOTIFY, "notify"))
_WORDS = tuple(tuple(word for bit, word in _BITS if mask & bit) for mask in range(16))


def pending_words(mask: int) -> tuple[str, ...]:
    """The words of a mask, in the order in which the work is done."""
    return _WORDS[mask]
