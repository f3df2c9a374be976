"""The time of arrival, for Slack's library.

It is imported at the first signature, because it loads Slack's whole client.
"""

from slack_sdk.signature import Clock


class At(Clock):
    """A clock that always shows the same time."""

    def __init__(self, now: float) -> None:
        self._now = now

    def now(self) -> float:
        """Return epoch seconds."""
        return self._now
