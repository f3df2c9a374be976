"""The language model's budget: calls and tokens in any minute."""

from tests.support.clock import ManualClock
from tools.advisors.llm_limits import WINDOW_SECONDS, SpendingLimit


def test_calls_are_counted_over_any_minute() -> None:
    clock = ManualClock(0.0)
    limit = SpendingLimit(calls=2, tokens=1_000, clock=clock)
    assert limit.book(1)
    clock.now = 30
    assert limit.book(1)
    clock.now = WINDOW_SECONDS - 0.1
    assert limit.book(1) is None
    clock.now = WINDOW_SECONDS
    assert limit.book(1)
    assert limit.book(1) is None


def test_tokens_are_estimated_first_and_corrected_later() -> None:
    limit = SpendingLimit(calls=10, tokens=1_000, clock=ManualClock(0.0))
    booking = limit.book(900)
    assert booking
    assert limit.book(200) is None
    booking.tokens = 300
    assert limit.book(200)


def test_no_calls_means_never() -> None:
    assert SpendingLimit(calls=0, tokens=1_000, clock=ManualClock(0.0)).book(1) is None
