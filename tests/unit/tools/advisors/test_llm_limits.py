from tools.advisors.llm_limits import WINDOW, SpendingLimit


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_calls_are_counted_over_any_minute() -> None:
    clock = Clock()
    limit = SpendingLimit(calls=2, tokens=1_000, clock=clock)
    assert limit.spend(1)
    clock.now = 30
    assert limit.spend(1)
    clock.now = WINDOW - 0.1
    assert limit.spend(1) is None
    clock.now = WINDOW
    assert limit.spend(1)
    assert limit.spend(1) is None


def test_tokens_are_estimated_first_and_settled_later() -> None:
    limit = SpendingLimit(calls=10, tokens=1_000, clock=Clock())
    booking = limit.spend(900)
    assert booking
    assert limit.spend(200) is None
    limit.settle(booking, 300)
    assert limit.spend(200)


def test_no_calls_means_never() -> None:
    assert SpendingLimit(calls=0, tokens=1_000, clock=Clock()).spend(1) is None
