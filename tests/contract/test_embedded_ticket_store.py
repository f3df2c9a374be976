"""The embedded store keeps the contract of every ticket store."""

import pytest

from tests.contract.ticket_store_matching import MatchingContract
from tests.contract.ticket_store_people import PeopleContract
from tests.contract.ticket_store_recording import RecordingContract
from tests.contract.ticket_store_work import WorkContract

pytestmark = pytest.mark.usefixtures("judged_by_cosine")


class TestRecording(RecordingContract):
    pass


class TestPeople(PeopleContract):
    pass


class TestMatching(MatchingContract):
    pass


class TestWork(WorkContract):
    pass
