"""The bound on reports that were acknowledged before their semantic match: beyond it new problems are refused."""

from tools.errors import Overloaded

RETRY_SECONDS = 5.0


class Deferral:
    """How many matches the outbox owes: counted here as they are put off, set right by what the worker reads."""

    def __init__(self, most: int) -> None:
        self.owed = 0
        self._most = most

    @property
    def full(self) -> bool:
        """No further match may be put off."""
        return self.owed >= self._most

    def refusal(self) -> Overloaded:
        """Why a new problem is refused, with nothing written."""
        return Overloaded(f"{self._most} new problems wait for their semantic match", retry_after=RETRY_SECONDS)
