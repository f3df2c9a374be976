"""What every queue keeps: nothing is lost, everything comes at least once, and what comes too often is put aside."""

from collections.abc import Awaitable, Callable

from tools.nouns.redacted import stored
from tools.ports import Queue

HeldTooLong = Callable[[], Awaitable[None]]


class QueueContract:
    """Subclasses bring `queue`, and `held_too_long`, which lets the time of what is in hand run out."""

    async def test_what_is_sent_comes_out_once_it_is_done_never_again(self, queue: Queue, held_too_long: HeldTooLong):
        await queue.send(stored("disk full"), "acme")
        [handed] = await queue.receive(1)
        assert (handed.text, handed.tries) == ("disk full", 1)
        assert list(await queue.receive(0)) == []
        await queue.done([handed])
        await held_too_long()
        assert list(await queue.receive(0)) == []
        assert (await queue.state()).waiting == 0

    async def test_what_is_neither_done_nor_put_back_comes_again(self, queue: Queue, held_too_long: HeldTooLong):
        await queue.send(stored("disk full"), "acme")
        [first] = await queue.receive(1)
        await held_too_long()
        [again] = await queue.receive(1)
        assert (again.text, again.message_id, again.tries) == ("disk full", first.message_id, 2)

    async def test_what_is_put_back_comes_when_it_was_said(self, queue: Queue):
        await queue.send(stored("disk full"), "acme")
        await queue.put_back(await queue.receive(1), 0)
        [again] = await queue.receive(1)
        assert again.tries == 2
        await queue.put_back([again], 60)
        assert list(await queue.receive(0)) == []

    async def test_many_messages_keep_their_texts(self, queue: Queue):
        texts = {f"report {number}" for number in range(25)}
        for text in texts:
            await queue.send(stored(text), "acme")
        found: list[str] = []
        while handed := await queue.receive(0):
            assert len(handed) <= 10
            found += [each.text for each in handed]
            await queue.done(handed)
        assert sorted(found) == sorted(texts)
        await queue.done([])

    async def test_what_came_too_often_is_put_aside_until_redriven(self, queue: Queue, tries: int):
        await queue.send(stored("poison"), "acme")
        for _ in range(tries):
            await queue.put_back(await queue.receive(1), 0)
        assert list(await queue.receive(0)) == []
        assert (await queue.state()).dead == 1
        assert await queue.redrive() == 1
        [back] = await queue.receive(1)
        assert (back.text, back.tries) == ("poison", 1)
        assert (await queue.state()).dead == 0
        assert await queue.redrive() == 0

    async def test_what_is_no_longer_in_hand_does_no_harm(self, queue: Queue, held_too_long: HeldTooLong):
        await queue.send(stored("disk full"), "acme")
        late = await queue.receive(1)
        await queue.done(late)
        await queue.put_back(late, 0)
        await queue.done(late)
        assert list(await queue.receive(0)) == []
