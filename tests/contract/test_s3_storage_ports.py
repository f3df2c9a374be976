"""The S3 store keeps the contracts of the other storage ports."""

from collections.abc import AsyncIterator

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
from tests.contract.watches import WatchContract
from tests.support.clock import ManualClock
from tests.support.servers.s3_store import credentials, s3_store
from tools.tickets.s3 import S3Store


@pytest.fixture
async def store(address: str, clock: ManualClock, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[S3Store]:
    credentials(monkeypatch)
    async with s3_store(address, clock) as opened:
        yield opened


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
