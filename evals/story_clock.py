"""The suite's clock: it shows the story's time, so that a result never depends on the day it was made."""

from datetime import UTC, datetime

BEGINNING = datetime(2026, 1, 5, tzinfo=UTC).timestamp()
CASE_SECONDS = 7 * 86_400.0


class StoryClock:
    """Epoch seconds. Each case begins a week after the previous one; within a case the steps advance it."""

    def __init__(self) -> None:
        self.began = BEGINNING
        self.now = BEGINNING

    def __call__(self) -> float:
        """Implement the Clock port."""
        return self.now

    def next_case(self) -> None:
        """Begin a new story."""
        self.began += CASE_SECONDS
        self.now = self.began

    def move(self, at: float) -> None:
        """Set the clock to second `at` of the story."""
        self.now = self.began + at

    def moment(self, at: float | None) -> float | None:
        """Convert a story second to epoch seconds."""
        return None if at is None else self.began + at
