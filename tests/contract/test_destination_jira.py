"""Jira keeps the contract of destinations; issues are found again, moved both ways, and never made twice."""

from collections.abc import AsyncIterator

import pytest

from tests.contract.destination import SECRET, DestinationContract, Opener
from tests.support.clock import ManualClock
from tests.support.servers.jira import JiraDouble
from tools.notify.jira import Jira
from tools.notify.specs import JiraSpec, Secret


class TestJira(DestinationContract):
    """One issue per ticket, by its label."""

    @pytest.fixture
    async def vendor(self, clock: ManualClock) -> AsyncIterator[JiraDouble]:
        async with JiraDouble(clock) as running:
            yield running

    @pytest.fixture
    def opener(self, vendor: JiraDouble, clock: ManualClock) -> Opener:
        user, token = Secret("JIRA_USER", "responder@example.org"), Secret("JIRA_TOKEN", SECRET)
        spec = JiraSpec(name="tracker", url=vendor.url, user=user, token=token, project="OPS")
        return lambda: Jira.open(spec, clock)
