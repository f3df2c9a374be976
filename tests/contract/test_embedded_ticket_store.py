"""The embedded store keeps the contract of every ticket store."""

import pytest

from tests.contract.ticket_store_activations import ActivationContract, DedupKeyContract, ExpiryContract
from tests.contract.ticket_store_firing_order import OutOfOrderContract, StillFiringContract
from tests.contract.ticket_store_matching import MatchingContract
from tests.contract.ticket_store_messages import MessagesContract
from tests.contract.ticket_store_notices import NoticesContract
from tests.contract.ticket_store_people import PeopleContract
from tests.contract.ticket_store_recording import RecordingContract
from tests.contract.ticket_store_recovery import RecoveryContract, RegroupedRecoveryContract
from tests.contract.ticket_store_recovery_corners import RecoveryCornersContract
from tests.contract.ticket_store_recurrence import BackAgainContract
from tests.contract.ticket_store_resolutions import ResolutionsContract
from tests.contract.ticket_store_severity import SeverityContract
from tests.contract.ticket_store_touches import TouchContract
from tests.contract.ticket_store_work import WorkContract

pytestmark = pytest.mark.usefixtures("judged_by_cosine")


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
    pass


class TestWork(WorkContract):
    pass


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
