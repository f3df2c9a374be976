"""What a ticket is called."""

from tools.nouns.reports import Profile

MAX_TITLE = 200


def title_of(profile: Profile, log: str) -> str:
    """The message's first line, cut to a readable length."""
    lines = (profile.message or log).strip().splitlines()
    return (lines[0] if lines else "")[:MAX_TITLE]
