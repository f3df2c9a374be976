"""The keyless advisor keeps the Advisor contract."""

import pytest

from tests.contract.advisor import AdvisorContract
from tools.advisors.runbook import RunbookAdvisor


class TestRunbookAdvisor(AdvisorContract):
    @pytest.fixture
    def advisor(self):
        return RunbookAdvisor()
