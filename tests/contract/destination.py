"""What every destination does: tell once, say what became of it, show texts as they are, and give nothing away."""

import logging
from collections.abc import AsyncIterator, Callable

import pytest

from tests.support.clock import START, ManualClock
from tests.support.messages import HOSTILE, NOTHING_YET, delivery, hostile, life, message
from tests.support.servers.vendor import CUT, HANGS, TAKEN_AND_CUT, TAKEN_AND_LATE, TAKEN_AND_REFUSED, Fault, Vendor
from tools.notify import http, slack_client
from tools.nouns.deliveries import OutcomeKind, Thread
from tools.nouns.notices import NoticeKind
from tools.nouns.redacted import stored
from tools.ports import Destination

SECRET = "s3cr3ts3cr3ts3cr3ts3cr3ts3cr3t00"
Opener = Callable[[], Destination]


class DestinationContract:
    """Subclassed once per adapter, with the fixtures `vendor` and `opener`. Its secrets are all SECRET."""

    @pytest.fixture(autouse=True)
    def short_waits(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for module in (http, slack_client):
            monkeypatch.setattr(module, "ANSWER_TIMEOUT_SECONDS", 1.5)

    @pytest.fixture
    async def told(self, opener: Opener) -> AsyncIterator[Destination]:
        opened = opener()
        yield opened
        await opened.close()

    async def test_an_opened_ticket_is_told_once(self, told: Destination, vendor: Vendor) -> None:
        outcome = await told.deliver(delivery(message()), NOTHING_YET)
        assert (outcome.kind, outcome.reason) == (OutcomeKind.DELIVERED, "")
        assert vendor.count == 1
        assert "Connection pool is exhausted" in vendor.seen()

    @pytest.mark.parametrize("fault", [TAKEN_AND_CUT, TAKEN_AND_LATE, TAKEN_AND_REFUSED])
    async def test_what_arrived_before_a_crash_is_not_told_twice(
        self, opener: Opener, vendor: Vendor, fault: Fault, clock: ManualClock
    ) -> None:
        before, after = opener(), None
        vendor.fail(vendor.busy_though_taken if fault is TAKEN_AND_REFUSED else fault)
        first = await before.deliver(delivery(message()), NOTHING_YET)
        await before.close()
        after = opener()
        second = await after.deliver(delivery(message(), tries=1), NOTHING_YET)
        if second.kind is OutcomeKind.LATER:  # it has to wait before it can know
            clock.pass_(second.retry_after or 0)
            second = await after.deliver(delivery(message(), tries=2), NOTHING_YET)
        await after.close()
        assert (first.kind, second.kind) == (OutcomeKind.LATER, OutcomeKind.DELIVERED)
        assert vendor.count == 1 or not vendor.finds_repeats

    @pytest.mark.parametrize("fault", [CUT, HANGS])
    async def test_no_answer_is_tried_again(self, told: Destination, vendor: Vendor, fault: Fault) -> None:
        vendor.fail(fault)
        outcome = await told.deliver(delivery(message()), NOTHING_YET)
        assert outcome.kind is OutcomeKind.LATER
        assert outcome.reason

    @pytest.mark.parametrize("kind", [OutcomeKind.REFUSED, OutcomeKind.BLOCKED, OutcomeKind.LATER])
    async def test_each_refusal_has_its_class(self, told: Destination, vendor: Vendor, kind: OutcomeKind) -> None:
        for fault in vendor.refusals[kind]:
            vendor.fail(fault)
            outcome = await told.deliver(delivery(message()), NOTHING_YET)
            assert (fault, outcome.kind) == (fault, kind)
            assert 0 < len(outcome.reason) <= 300
            assert not vendor.faults

    async def test_the_wait_that_is_asked_for_is_kept(self, told: Destination, vendor: Vendor) -> None:
        assert START == 1_700_000_000, "the date below is 7 seconds later"
        for said in ("7", "Tue, 14 Nov 2023 22:13:27 GMT"):
            vendor.fail(Fault(429, {"Retry-After": said}))
            outcome = await told.deliver(delivery(message()), NOTHING_YET)
            assert (outcome.kind, outcome.retry_after) == (OutcomeKind.LATER, 7.0)

    async def test_texts_neither_ping_nor_format(self, told: Destination, vendor: Vendor) -> None:
        outcome = await told.deliver(delivery(hostile()), NOTHING_YET)
        assert (outcome.kind, outcome.reason) == (OutcomeKind.DELIVERED, "")
        assert vendor.markup() == []
        for shown in ("[click](https://evil.example)", ":fire:", "{color:red}"):
            assert shown in vendor.seen()

    async def test_every_kind_of_hostile_notice_is_taken(self, told: Destination, vendor: Vendor) -> None:
        thread = NOTHING_YET
        for kind in filter(told.takes, NoticeKind):
            outcome = await told.deliver(delivery(hostile(kind)), thread)
            assert (kind, outcome.kind) == (kind, OutcomeKind.DELIVERED)
            thread = outcome.thread or thread
        assert vendor.markup() == []

    @pytest.mark.parametrize("unit", ["x", "é", "漢", "🔥", "<", '"', "\\"])
    async def test_texts_of_any_length_are_taken(self, told: Destination, vendor: Vendor, unit: str) -> None:
        text = stored((unit * 10_000)[:10_000])
        outcome = await told.deliver(delivery(hostile(text=text)), NOTHING_YET)
        assert (outcome.kind, outcome.reason) == (OutcomeKind.DELIVERED, "")
        again = await told.deliver(delivery(hostile(NoticeKind.RESOLVED, text)), outcome.thread or NOTHING_YET)
        assert again.kind is OutcomeKind.DELIVERED

    async def test_a_closed_destination_says_later(self, opener: Opener, vendor: Vendor) -> None:
        closed = opener()
        await closed.deliver(delivery(message()), NOTHING_YET)
        await closed.close()
        outcome = await closed.deliver(delivery(message(NoticeKind.RESOLVED)), NOTHING_YET)
        assert outcome.kind is OutcomeKind.LATER
        assert vendor.count == 1

    async def test_reasons_give_no_secret_away(self, told: Destination, vendor: Vendor) -> None:
        echo = f'{{"message": "token {SECRET} at {vendor.url}/T1/{SECRET}?key={SECRET}", "errors": ["{SECRET}"]}}'
        for fault in (Fault(400, body=echo), Fault(403, body=echo), Fault(500, body=echo), CUT):
            vendor.fail(fault)
            outcome = await told.deliver(delivery(message()), NOTHING_YET)
            assert SECRET not in outcome.reason
            assert vendor.url not in outcome.reason
            assert SECRET not in repr(outcome) + repr(told)

    async def test_the_log_holds_no_secret(
        self, told: Destination, vendor: Vendor, caplog: pytest.LogCaptureFixture
    ) -> None:
        """Also at the level that the libraries say most at."""
        with caplog.at_level(logging.DEBUG):
            await told.deliver(delivery(message()), NOTHING_YET)
            vendor.fail(vendor.refusals[OutcomeKind.LATER][0])
            await told.deliver(delivery(message()), NOTHING_YET)
        assert SECRET not in caplog.text

    async def test_what_is_kept_holds_no_secret(self, told: Destination) -> None:
        outcome = await told.deliver(delivery(message()), NOTHING_YET)
        kept = outcome.thread or Thread()
        assert SECRET not in repr(kept)

    async def test_a_check_tells_nobody(self, told: Destination, vendor: Vendor) -> None:
        assert (await told.check()).kind is OutcomeKind.DELIVERED
        assert vendor.count == 0

    async def test_a_check_finds_a_broken_set_up(self, told: Destination, vendor: Vendor) -> None:
        vendor.fail(vendor.refusals[OutcomeKind.BLOCKED][0])
        assert (await told.check()).kind is OutcomeKind.BLOCKED
        vendor.fail(CUT)
        assert (await told.check()).kind is OutcomeKind.LATER

    async def test_a_test_is_marked(self, told: Destination, vendor: Vendor) -> None:
        await told.deliver(delivery(message(test=True)), NOTHING_YET)
        assert "TEST" in vendor.seen()

    async def test_two_tickets_do_not_mix(self, told: Destination, vendor: Vendor) -> None:
        other = "inc_01JYYYYYYYYYYYYYYYYYYYYYYY"
        threads = {}
        for each in (*life(), *life(other)):
            if told.takes(each.kind):
                outcome = await told.deliver(delivery(each), threads.get(each.incident_id, NOTHING_YET))
                assert (outcome.kind, outcome.reason) == (OutcomeKind.DELIVERED, "")
                threads[each.incident_id] = outcome.thread or threads.get(each.incident_id, NOTHING_YET)
        assert HOSTILE not in vendor.seen()
