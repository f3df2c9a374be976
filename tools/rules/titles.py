"""What a ticket is called."""

from tools.nouns.redacted import Redacted, derived
from tools.nouns.reports import Profile

MAX_TITLE = 200


def title_of(profile: Profile, log: Redacted) -> Redacted:
    """The message's first line, cut to a readable length."""
    lines = (profile.message or log).strip().splitlines()
    return derived((lines[0] if lines else "")[:MAX_TITLE])
