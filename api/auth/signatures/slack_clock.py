"""The moment of arrival, for Slack's library. Imported by the first signature: it loads all of Slack's client."""

from slack_sdk.signature import Clock


class At(Clock):
    """Always the same moment."""

    def __init__(self, now: float) -> None:
        self._now = now

    def now(self) -> float:
        """Epoch seconds."""
        return self._now
