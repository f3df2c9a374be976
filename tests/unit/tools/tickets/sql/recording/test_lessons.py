"""What a store was taught, by people or by three values of one word, holds for what comes later, wherever it comes."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.clock import ManualClock
from tests.support.matching_cases import profile
from tests.support.story import near
from tools.nouns.decisions import Verdict
from tools.nouns.recorded import Recorded
from tools.nouns.reports import Candidate, Report
from tools.nouns.selectors import MergedTicket
from tools.tickets.embedded import EmbeddedStore

NAMES = ("jsmith", "kwdoe", "mweber", "tbrandt", "aorlow")
LOST = "Connection to broker at {} was lost during the nightly import"


class FolderOfStores:
    """Stores over one folder, as processes have them."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.clock, self.open, self.sent = folder, ManualClock(), [], 0

    async def store(self) -> EmbeddedStore:
        self.open.append(await EmbeddedStore.open(self.folder, clock=self.clock))
        return self.open[-1]

    async def report(self, store: EmbeddedStore, log: str, *found: Candidate) -> Recorded:
        self.sent += 1
        report = Report(f"req_{self.sent}", "t", "api", log, self.clock.pass_(1.0))
        return await store.record(report, profile(log), near(*found))

    async def close(self) -> None:
        while self.open:
            await self.open.pop().close()


@pytest.fixture
async def stores(tmp_path: Path) -> AsyncIterator[FolderOfStores]:
    made = FolderOfStores(tmp_path / "data")
    yield made
    await made.close()


def login(name: str) -> str:
    return f"session of account owner was refused, asked by {name} on console today"


async def test_what_two_processes_saw_teaches_a_third(stores: FolderOfStores) -> None:
    one, two = await stores.store(), await stores.store()
    first = await stores.report(one, login(NAMES[0]))
    await stores.report(two, login(NAMES[1]))
    await stores.close()
    third = await stores.report(await stores.store(), login(NAMES[2]))
    assert (third.decision.method, third.incident_id) == ("learned", first.incident_id)


async def test_the_same_sequence_teaches_the_same_everywhere(stores: FolderOfStores, tmp_path: Path) -> None:
    restarted = FolderOfStores(tmp_path / "restarted")
    told: list[list[tuple[str, int]]] = [[], []]
    for place, each in enumerate((stores, restarted)):
        firsts: list[str] = []
        store = await each.store()
        for name in NAMES:
            if each is restarted:
                await each.close()
                store = await each.store()
            got = await each.report(store, login(name))
            firsts += [] if got.incident_id in firsts else [got.incident_id]
            told[place].append((got.decision.method, firsts.index(got.incident_id)))
    await restarted.close()
    assert told[0] == told[1]
    assert [method for method, _ in told[0]] == ["none", "none", "learned", "learned", "learned"]


async def test_a_merge_teaches_what_later_resembles_the_loser(stores: FolderOfStores) -> None:
    store = await stores.store()
    winner = await stores.report(store, "Cache warm-up of catalogue did not end in time")
    loser = await stores.report(store, LOST.format("10.0.0.1"))
    await store.merge("t", loser.incident_id, winner.incident_id, "one cause", "user:ann")
    like = Candidate(profile(LOST.format("10.0.0.1")).fingerprint, 0.95)
    later = await stores.report(store, LOST.format("frodo"), like)
    assert (later.verdict, later.incident_id) == (Verdict.EXISTING, winner.incident_id)


async def test_a_split_teaches_what_later_resembles_either(stores: FolderOfStores) -> None:
    store = await stores.store()
    one = await stores.report(store, "Queue of invoices was drained by worker 10.0.0.2 too late for billing")
    two = await stores.report(store, LOST.format("10.0.0.1"))
    await store.merge("t", two.incident_id, one.incident_id, "one cause", "user:ann")
    await store.split("t", one.incident_id, MergedTicket(two.incident_id), "no", "user:ann")
    like_two = Candidate(profile(LOST.format("10.0.0.1")).fingerprint, 0.95)
    like_one = Candidate(
        profile("Queue of invoices was drained by worker 10.0.0.2 too late for billing").fingerprint, 0.99
    )
    later = await stores.report(store, LOST.format("frodo"), like_one, like_two)
    assert later.incident_id == two.incident_id
    again = await stores.report(store, LOST.format("10.0.0.77"))
    assert again.incident_id == two.incident_id


async def test_unknown_words_of_two_reports_never_join(stores: FolderOfStores) -> None:
    store = await stores.store()
    first = await stores.report(store, LOST.format("frodo"))
    second = await stores.report(
        store, LOST.format("gimli"), Candidate(profile(LOST.format("frodo")).fingerprint, 0.99)
    )
    assert (second.verdict, second.decision.candidate) == (Verdict.NEW, None)
    assert first.incident_id in {each.incident_id for each in second.similar}
