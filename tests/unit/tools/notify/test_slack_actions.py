"""The buttons that messages have are the ones whose presses are understood."""

from tools.inbound.slack_asks import PRESSED
from tools.notify.slack_actions import ACTION_IDS


def test_every_button_is_understood() -> None:
    assert set(PRESSED) == ACTION_IDS
