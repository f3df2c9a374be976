"""The S3 store keeps the contract of every ticket store."""

import math
from collections.abc import AsyncIterator

import pytest

from tests.contract.ticket_store_activations import (
    ActivationContract,
    DedupKeyContract,
    ExpiryContract,
)
from tests.contract.ticket_store_firing_order import OutOfOrderContract, StillFiringContract
from tests.contract.ticket_store_matching import MatchingContract
from tests.contract.ticket_store_messages import MessagesContract
from tests.contract.ticket_store_notices import NoticesContract
from tests.contract.ticket_store_people import PeopleContract
from tests.contract.ticket_store_recording import RecordingContract
from tests.contract.ticket_store_recovery import (
    RecoveryContract,
    RegroupedRecoveryContract,
)
from tests.contract.ticket_store_recovery_corners import RecoveryCornersContract
from tests.contract.ticket_store_recurrence import BackAgainContract
from tests.contract.ticket_store_resolutions import ResolutionsContract
from tests.contract.ticket_store_severity import SeverityContract
from tests.contract.ticket_store_touches import TouchContract
from tests.contract.ticket_store_work import WorkContract
from tests.support.clock import ManualClock
from tests.support.servers.s3_store import credentials, s3_store
from tests.support.story import Story, near
from tools.nouns.decisions import Band, Judgement, Verdict
from tools.nouns.policy import Policy
from tools.nouns.reports import Profile
from tools.tickets.s3 import S3Store

pytestmark = pytest.mark.usefixtures("judged_by_cosine")


@pytest.fixture
async def store(
    address: str, clock: ManualClock, policy: Policy, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[S3Store]:
    credentials(monkeypatch)
    async with s3_store(address, clock, policy=policy) as opened:
        yield opened


class TestRecording(RecordingContract):
    pass


class TestSeverity(SeverityContract):
    pass


class TestPeople(PeopleContract):
    pass


class TestMessages(MessagesContract):
    pass


class TestNotices(NoticesContract):
    pass


class TestResolutions(ResolutionsContract):
    pass


class TestTouches(TouchContract):
    pass


class TestMatching(MatchingContract):
    async def test_the_list_of_the_newest_judges_as_an_exact_search_does(
        self, story: Story, monkeypatch: pytest.MonkeyPatch
    ):
        """Equal words join however far the vectors are apart, and a rounded vector is not the one that is judged."""
        seen: list[float] = []

        def judge(left: Profile, right: Profile, cosine: float, policy: Policy) -> Judgement:
            seen.append(cosine)
            return Judgement(Band.SAME, 0.9)

        monkeypatch.setattr("tools.rules.choices.judge", judge)
        first = await story.report("a", found=near(degrees=33))
        for text, degrees in (("b", 53), ("c", 133)):
            again = await story.report(text, found=near(degrees=degrees, upto=0))
            assert (again.verdict, again.incident_id) == (Verdict.EXISTING, first.incident_id)
        assert seen[0] == pytest.approx(math.cos(math.radians(20)), abs=1e-6)


class TestWork(WorkContract):
    async def test_a_slow_clock_takes_no_job_that_another_process_has(self, story: Story):
        await story.report()
        assert len(await story.jobs("notify")) == 1
        story.clock.pass_(-5)
        assert await story.jobs("notify") == []


class TestActivations(ActivationContract):
    pass


class TestDedupKeys(DedupKeyContract):
    pass


class TestRecovery(RecoveryContract):
    pass


class TestRecoveryCorners(RecoveryCornersContract):
    pass


class TestBackAgain(BackAgainContract):
    pass


class TestStillFiring(StillFiringContract):
    pass


class TestOutOfOrder(OutOfOrderContract):
    pass


class TestRegroupedRecovery(RegroupedRecoveryContract):
    pass


class TestExpiry(ExpiryContract):
    pass
