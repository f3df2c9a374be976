"""The keyless advisor keeps the Advisor contract, also as the one that loads it."""

import pytest

from tests.contract.advisor import AdvisorContract
from tools.advisors.keyless import KeylessAdvisor
from tools.advisors.runbook import RunbookAdvisor
from tools.ports import Advisor


class TestRunbookAdvisor(AdvisorContract):
    @pytest.fixture(params=[RunbookAdvisor, KeylessAdvisor])
    def advisor(self, request: pytest.FixtureRequest) -> Advisor:
        made: Advisor = request.param()
        return made
