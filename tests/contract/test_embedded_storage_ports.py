"""The embedded store and index keep the contracts of the other storage ports."""

import pytest

from tests.contract.changes import ChangeContract
from tests.contract.deliveries import DeliveryContract, SilenceContract
from tests.contract.figures import FigureContract
from tests.contract.intake_log import IntakeLogContract
from tests.contract.keys import KeyContract
from tests.contract.lanes import LaneContract
from tests.contract.sessions import SessionContract
from tests.contract.storage_ports import AccountContract, IdempotencyContract, RunbookContract
from tests.contract.takeovers import TakeoverContract
from tests.contract.turns import TurnContract
from tests.contract.vector_index import VectorIndexContract
from tests.contract.watches import WatchContract
from tests.support.story import Story, vector


class TestAccounts(AccountContract):
    pass


class TestChanges(ChangeContract):
    pass


class TestDeliveries(DeliveryContract):
    pass


class TestTakeovers(TakeoverContract):
    pass


class TestLanes(LaneContract):
    pass


class TestSilences(SilenceContract):
    pass


@pytest.mark.usefixtures("judged_by_cosine")
class TestFigures(FigureContract):
    pass


class TestIntakeLog(IntakeLogContract):
    pass


class TestKeys(KeyContract):
    pass


class TestSessions(SessionContract):
    pass


class TestIdempotency(IdempotencyContract):
    pass


class TestTurns(TurnContract):
    pass


class TestWatches(WatchContract):
    pass


class TestRunbooks(RunbookContract):
    pass


class TestVectors(VectorIndexContract):
    async def test_the_sequence_it_has_seen_covers_everything_found(self, index, story: Story):
        upto, _ = await index.search("default", "api", vector(0), 5)
        await self.add(index, story, "p", 0)
        newer, found = await index.search("default", "api", vector(0), 5)
        assert newer > upto
        assert len(found) == 1

    async def test_many_rows_are_searched_exactly(self, index, story: Story):
        for n in range(200):
            await self.add(index, story, f"p{n}", n * 0.9)
        _, found = await index.search("default", "api", vector(90.0), 3)
        assert found[0].fingerprint == "p100|default"
        assert {each.fingerprint for each in found[1:]} == {"p99|default", "p101|default"}
