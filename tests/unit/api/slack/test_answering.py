"""Slack is answered in time: with the result, or with the promise of one, which is posted when it is there."""

import asyncio
from typing import Any

import pytest

from api.slack import answering
from api.slack.answering import Answering
from api.slack.desk import Reply
from tools.inbound.slack_asks import Ask, SlackUser, Verb

SLACK_WAITS_SECONDS = 3.0
ASK = Ask(Verb.LIST, SlackUser("U0ADA", "T0ACME"), answer_url="https://hooks.slack.test/1")


class SlowDesk:
    """Answers when it may."""

    def __init__(self) -> None:
        self.may = asyncio.Event()

    async def answer(self, _ask: Ask, _tenant: str, *, signed: bool) -> Reply:
        await self.may.wait()
        return Reply(f"done, signed: {signed}")


class KeptHooks:
    """Keeps what is posted."""

    def __init__(self) -> None:
        self.posted: list[tuple[str, str]] = []
        self.closed = False

    async def post(self, address: str, text: str) -> None:
        self.posted.append((address, text))

    async def close(self) -> None:
        self.closed = True


async def test_a_slow_answer_is_promised_then_posted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert answering.FIRST_SECONDS < SLACK_WAITS_SECONDS
    monkeypatch.setattr(answering, "FIRST_SECONDS", 0.01)
    desk, hooks = SlowDesk(), KeptHooks()
    slow: Any = desk
    answers = Answering(slow, hooks, lambda: None)
    promised = await answers.answer(ASK, "default", signed=True, shown=True)
    assert (promised.done, "will appear here" in promised.text, hooks.posted) == (False, True, [])
    desk.may.set()
    await answers.close()
    assert (hooks.posted, hooks.closed) == ([("https://hooks.slack.test/1", "done, signed: True")], True)
    quick = await answers.answer(ASK, "default", signed=True, shown=True)
    assert (quick.text, len(hooks.posted)) == ("done, signed: True", 1)
