"""The clock of every test that moves time itself."""

START = 1_700_000_000.0


class ManualClock:
    """Epoch seconds that pass only when told to."""

    def __init__(self, now: float = START) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def pass_(self, seconds: float) -> float:
        """That many seconds pass; returns the time then."""
        self.now += seconds
        return self.now
