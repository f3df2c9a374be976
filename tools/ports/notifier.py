"""The port of notifiers, which tell people."""

from typing import Protocol

from tools.nouns.notices import Notice


class Notifier(Protocol):
    """Tells people. Called from the outbox, at least once per notice; `notice_id` is the same every time."""

    async def notify(self, notice: Notice) -> None:
        """Tell one thing. Raises Unavailable to be tried again."""
        ...
