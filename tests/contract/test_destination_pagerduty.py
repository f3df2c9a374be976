"""PagerDuty keeps the contract of destinations."""

from collections.abc import AsyncIterator

import pytest

from tests.contract.destination import SECRET, DestinationContract, Opener
from tests.support.clock import ManualClock
from tests.support.servers.pagerduty import PagerDutyDouble
from tools.notify.pagerduty import PagerDuty
from tools.notify.specs import PagerDutySpec, Secret


class TestPagerDuty(DestinationContract):
    """One incident per ticket, by its dedup key."""

    @pytest.fixture
    async def vendor(self) -> AsyncIterator[PagerDutyDouble]:
        async with PagerDutyDouble() as running:
            yield running

    @pytest.fixture
    def opener(self, vendor: PagerDutyDouble, clock: ManualClock) -> Opener:
        spec = PagerDutySpec(
            name="pager", routing_key=Secret("PAGERDUTY_ROUTING_KEY", SECRET), events_url=vendor.events_url
        )
        return lambda: PagerDuty.open(spec, clock)
