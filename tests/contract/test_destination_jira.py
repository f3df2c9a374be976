"""Jira keeps the contract of destinations; issues are found again, moved both ways, and never made twice."""

from collections.abc import AsyncIterator

import pytest

from tests.contract.destination import SECRET, DestinationContract, Opener
from tests.support.clock import ManualClock
from tests.support.servers.jira import OUR_ACCOUNT, JiraDouble
from tests.support.servers.vendor import Fault
from tools.errors import Unavailable
from tools.notify.jira import Jira
from tools.notify.specs import JiraSpec, Secret
from tools.ports import ActsByAccount


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

    async def test_it_knows_its_own_account(self, vendor: JiraDouble, opener: Opener) -> None:
        """By that, what it did is told from what people do. It is asked once, and a failure is not remembered."""
        jira = opener()
        assert isinstance(jira, ActsByAccount)
        vendor.fail(Fault(503))
        with pytest.raises(Unavailable, match="which account is ours"):
            await jira.account_id()
        assert (await jira.account_id(), await jira.account_id()) == (OUR_ACCOUNT, OUR_ACCOUNT)
        assert len([path for _, path in vendor.requests if path.endswith("/myself")]) == 2
        await jira.close()
