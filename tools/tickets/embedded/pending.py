"""What is still outstanding for a ticket, as one small integer."""

SEMANTIC = 1
RUNBOOKS = 2
ADVICE = 4
NOTIFY = 8
NAMES = ((SEMANTIC, "semantic"), (RUNBOOKS, "runbooks"), (ADVICE, "advice"), (NOTIFY, "notify"))
FRESH = RUNBOOKS | ADVICE | NOTIFY

_NAMED = tuple(tuple(name for bit, name in NAMES if mask & bit) for mask in range(16))


def names(mask: int) -> tuple[str, ...]:
    """The wire's words for a mask."""
    return _NAMED[mask]
