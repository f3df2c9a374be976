"""The port of notifiers, which send notices to people."""

from typing import Protocol

from tools.nouns.notices import Notice


class Notifier(Protocol):
    """Sends notices. Called from the outbox, at least once per notice; `notice_id` is the same every time."""

    async def notify(self, notice: Notice) -> None:
        """Send one notice. Raises Unavailable to have it retried."""
        ...
