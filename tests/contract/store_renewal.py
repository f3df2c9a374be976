"""A store that a build with older fingerprint rules filled, on every store: the same texts lead where they led."""

from pathlib import Path

from tests.support import older_store
from tests.support.clock import ManualClock
from tests.support.older_store import RESOLVED, TICKETS, told
from tests.support.story import near
from tools.nouns.decisions import Method, Verdict
from tools.ports import Store
from tools.text.identity.fingerprint import profile_of


class RenewalContract:
    async def test_texts_of_an_older_store_are_duplicates_of_their_tickets(
        self, older: Store, clock: ManualClock
    ) -> None:
        for number, (log, ticket) in enumerate(TICKETS.items()):
            report = told(log, f"again_{number}", clock.pass_(1000.0))
            answer = await older.record(report, profile_of(report), near())
            found = answer.verdict, answer.incident_id, answer.decision.method
            assert found == (Verdict.EXISTING, ticket, Method.EXACT), log
        assert await older.verify() == []

    async def test_what_was_resolved_comes_back_as_a_regression(self, older: Store, clock: ManualClock) -> None:
        for number, (log, ticket) in enumerate(RESOLVED.items()):
            report = told(log, f"again_{number}", clock.pass_(100_000.0))
            answer = await older.record(report, profile_of(report), near())
            assert (answer.verdict, answer.regression_of) == (Verdict.REGRESSION, ticket), log
        assert await older.verify() == []

    async def test_what_a_person_split_stays_apart_for_other_values(self, older: Store, clock: ManualClock) -> None:
        """The parameter that told them is followed, whatever else the text says."""
        for number, address in enumerate(("10.0.0.6", "10.0.0.5", "10.0.0.7")):
            report = told(f"Certificate of {address} expires in 1 days", f"again_{number}", clock.pass_(1000.0))
            answer = await older.record(report, profile_of(report), near())
            whose = older_store.PARTED if address == "10.0.0.6" else older_store.FIRST
            assert answer.incident_id == TICKETS[whose]

    async def test_a_later_merge_takes_the_new_fingerprints_along(self, older: Store, clock: ManualClock) -> None:
        into = TICKETS[older_store.QUEUE]
        await older.merge("default", TICKETS[older_store.LIVE], into, "same cause", "user:ann")
        report = told(older_store.LIVE, "again", clock.pass_(1000.0))
        assert (await older.record(report, profile_of(report), near())).incident_id == into
        assert await older.verify() == []

    async def test_renewing_again_changes_nothing(self, older: Store, tmp_path: Path) -> None:
        before = await older.export_jsonl(tmp_path / "before.jsonl")
        await older.renew_aliases()
        assert await older.export_jsonl(tmp_path / "after.jsonl") == before
