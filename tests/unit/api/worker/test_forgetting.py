"""A process forgets what it remembers of texts once another one has erased some."""

from pathlib import Path

import pytest

from api.acts.scrubbing import scrub_store
from api.worker.forgetting import Forgetting
from tests.support.clock import ManualClock
from tests.support.story import Story
from tools.cache import BoundedCache, forget_texts
from tools.nouns.callers import EVERYTHING, Caller
from tools.text.words.vocabulary import weight
from tools.tickets.embedded import EmbeddedStore

OWNER = Caller("default", "user:ann", EVERYTHING)
pytestmark = pytest.mark.usefixtures("judged_by_cosine")


async def test_caches_are_emptied_at_the_look_after_an_erasure(tmp_path: Path, clock: ManualClock) -> None:
    here, there = [await EmbeddedStore.open(tmp_path / "data", clock) for _ in range(2)]
    await Story(there, clock).report("login failed with hunter2-Sup3r", fp="login")
    forgetting = Forgetting(here.erasure_mark)
    assert not await forgetting.look()
    texts: BoundedCache[str, str] = BoundedCache(4, texts=True)
    names: BoundedCache[str, str] = BoundedCache(4)
    texts["a"] = names["a"] = "hunter2-Sup3r"
    await scrub_store(there, OWNER, "hunter2-Sup3r", dry_run=True)
    assert not await forgetting.look()
    assert texts
    await scrub_store(there, OWNER, "hunter2-Sup3r", dry_run=False)
    assert await forgetting.look()
    assert (dict(texts), bool(names)) == ({}, True)
    assert not await forgetting.look()
    for each in (here, there):
        await each.close()


def test_what_pure_functions_remember_is_forgotten() -> None:
    weight("hunter2")
    assert weight.cache_info().currsize > 0
    forget_texts()
    assert weight.cache_info().currsize == 0
