"""What looking after a store finds, changes and leaves alone, on every store."""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from typing_extensions import override

from tests.support.clock import ManualClock
from tests.support.knowledge import dossier
from tests.support.story import Story, near, vector
from tools import ports
from tools.errors import Conflict, InvalidRequest, NotFound
from tools.nouns.accounts import AuditAction, AuditEntry
from tools.nouns.decisions import Verdict
from tools.nouns.incidents import Incident, IncidentQuery
from tools.nouns.reports import Candidate
from tools.ports import Store
from tools.rules.explanations import explanation
from tools.text.identity.fingerprint import profile_of

ULID_ID = "req_01HF7YAT00000000000000000A"
Damage = Callable[[str], Awaitable[None]]
"""Breaks the stored data: takes away what a kind of row or object says."""


class LengthEmbedder(ports.Embedder):
    """Turns a text's length into an angle."""

    identity, dimension = "lengths", 2

    @override
    async def embed(self, texts: Sequence[str]) -> list[bytes]:
        return [vector(len(text)) for text in texts]

    @override
    async def prepare(self) -> None:
        pass


async def eventful(story: Story) -> None:
    """Something of everything that can happen; `d` stays merged, and `a` has a long timeline."""
    one, two, three, four = [await story.report(text, labels={"n": text}) for text in ("a", "b", "c", "d")]
    await story.merge(two.incident_id, one.incident_id)
    await story.report("b")
    await story.split(one.incident_id, fingerprint="api||b")
    await story.merge(four.incident_id, one.incident_id)
    await story.resolve(three.incident_id, release="1.0")
    await story.report("c", request_id=ULID_ID, occurred_at=story.clock() + 1)
    pair = [await story.report("disk", fp="f", params=(each,)) for each in ("sda", "sdb")]
    await story.split(pair[0].incident_id, occurrence_ids=[pair[1].request_id])
    await story.report("disk", fp="f", params=("sdb",))
    await story.store.save_advice("default", one.incident_id, dossier("restart it"))
    for number in range(90):
        await story.store.comment("default", one.incident_id, f"ünïcode {number}", "user:ann")
    await Story(story.store, story.clock, "acme").report("theirs")
    await alerts(story)


async def alerts(story: Story) -> None:
    """One alert fires, one has ended and its ticket recovers, one is a merged ticket's, and one end matched nothing."""
    began = story.clock() + 1
    await story.fire("firing", alert="f", start=began)
    await story.fire("firing", alert="f", start=began)
    ended = story.clock() + 1
    over = await story.fire("over", alert="o", start=ended)
    await story.end("o", start=ended)
    other = await story.fire("other", alert="p", start=story.clock() + 1)
    await story.merge(other.incident_id, over.incident_id)
    await story.end("unknown", start=began, at=began)


async def everything(store: Store) -> list[Incident]:
    """Every ticket with its timeline."""
    page = await store.incidents("default", IncidentQuery(limit=100))
    return [await store.incident("default", each.incident_id) for each in page.items]


class MaintenanceContract:
    async def test_a_sound_store_has_no_findings(self, store: Store, story: Story) -> None:
        await eventful(story)
        for action in (AuditAction.LOGIN_ACCEPTED, AuditAction.LOGIN_REFUSED):
            await store.audit(AuditEntry("default", "ann", action, "ann"))
        assert await store.verify() == []

    @pytest.mark.parametrize(
        ("broken", "finding"),
        [
            ("alias", "has an unknown fingerprint"),
            ("ticket", "fingerprint api||a leads nowhere"),
            ("resolution", "is resolved without saying when"),
            ("vector", "another length than the others"),
            ("advice job", "the outbox has no job for it"),
            ("audit line", "the audit log was changed at or before line"),
            ("actor of an event", "was changed: its events are not those that were sealed"),
            ("last event", "was changed: its events are not those that were sealed|was emptied"),
            ("all events", "was changed: its events are not those that were sealed|was emptied"),
        ],
    )
    async def test_verify_finds_planted_damage(
        self, store: Store, story: Story, damage: Damage, broken: str, finding: str
    ) -> None:
        for text in ("a", "b", "c"):
            await story.report(text)
        for _ in range(2):
            await store.audit(AuditEntry("default", "ann", AuditAction.LOGIN_ACCEPTED, "ann"))
        assert await store.verify() == []
        await damage(broken)
        assert [each for each in await store.verify() if re.search(finding, each)] != []

    async def test_prune_keeps_what_decides(self, store: Store, story: Story) -> None:
        old, young, merged = [await story.report(text) for text in ("a", "b", "m")]
        await story.merge(merged.incident_id, old.incident_id)
        await story.resolve(old.incident_id, release="1.0")
        before = await story.see(old.incident_id)
        assert [await store.prune(story.clock() + 1) for _ in range(2)] == [1, 0]
        assert await story.see(old.incident_id) == before
        assert await store.verify() == []
        for pruned in (old, merged):
            with pytest.raises(NotFound, match="pruned"):
                await store.report("default", pruned.request_id)
        assert (await store.recorded("default", old.request_id)).verdict is Verdict.NEW
        assert (await store.report("default", young.request_id)).log == "b"
        similar = await story.report("like a", found=near(Candidate("api||m", 0.8)))
        assert similar.verdict is Verdict.NEW
        again = await story.report("a")
        assert (again.verdict, again.regression_of) == (Verdict.REGRESSION, old.incident_id)

    async def test_what_pruned_texts_alone_tell_apart_is_not_split(self, store: Store, story: Story) -> None:
        first = await story.report("disk full on sda", fp="f", params=["sda"])
        other = await story.report("disk full on sdb", fp="f", params=["sdb"])
        await story.resolve(first.incident_id)
        await store.prune(story.clock() + 1)
        with pytest.raises(Conflict, match="pruned"):
            await story.split(first.incident_id, occurrence_ids=[other.request_id])
        assert story.kinds(await story.see(first.incident_id))[-1] == "resolved"

    async def test_a_pruned_ticket_is_still_explained(self, store: Store, story: Story) -> None:
        """The texts are gone, so what the fingerprint stands for is told in their place."""
        first = await story.report("disk full on sda", fp="f")
        await story.report("disk full on sdb", fp="f")
        await story.resolve(first.incident_id)
        assert await store.prune(story.clock() + 1) == 1
        opened, duplicate = await store.explain("default", first.incident_id)
        assert (opened.message, duplicate.message) == ("disk full on sda", "disk full on sda")
        assert (explanation(opened).difference, explanation(duplicate).difference) == ("", "disk full on sda")

    async def test_plain_repeats_are_told_by_the_first_of_them(
        self, store: Store, story: Story, clock: ManualClock
    ) -> None:
        ticket = (await story.report("disk full on sda", fp="f")).incident_id
        repeats = []
        for _ in range(3):
            repeats.append((await story.report("disk full on sda", fp="f")).request_id)
            at = clock()
        _, told = await store.explain("default", ticket)
        assert (told.request_id, told.reports, told.last_at) == (repeats[0], 3, at)

    @pytest.mark.parametrize("pruned", [0, 1])
    async def test_an_export_fills_an_empty_store_with_the_same(
        self, store: Store, empty: Store, story: Story, clock: ManualClock, tmp_path: Path, pruned: int
    ) -> None:
        await eventful(story)
        await story.resolve((await story.report("long gone")).incident_id)
        assert await store.prune(story.clock() + pruned) == pruned
        lines = await store.export_jsonl(tmp_path / "all.jsonl")
        assert await empty.import_jsonl(tmp_path / "all.jsonl") == lines
        assert await everything(empty) == await everything(store)
        assert await empty.verify() == []
        for request_id in ("req_default_1", ULID_ID):
            assert await empty.report("default", request_id) == await store.report("default", request_id)
            assert await empty.recorded("default", request_id) == await store.recorded("default", request_id)
        again = Story(empty, clock)
        again.sent = 100
        assert (await again.report("disk", fp="f", params=("sdb",))).occurrences == 3
        assert await empty.verify() == []
        with pytest.raises(Conflict, match="holds incidents"):
            await empty.import_jsonl(tmp_path / "all.jsonl")
        with pytest.raises(InvalidRequest, match="cannot write"):
            await store.export_jsonl(tmp_path / "all.jsonl")

    async def test_an_edited_export_brings_no_secret_in(
        self, store: Store, empty: Store, story: Story, tmp_path: Path
    ) -> None:
        await story.report("login of the batch job failed")
        await store.export_jsonl(tmp_path / "all.jsonl")
        edited = (tmp_path / "all.jsonl").read_text("utf-8").replace("batch job failed", "batch job ada@example.com")
        (tmp_path / "edited.jsonl").write_text(edited, "utf-8")
        await empty.import_jsonl(tmp_path / "edited.jsonl")
        held = str(await everything(empty))
        assert "[REDACTED:email]" in held
        assert "ada@" not in held

    @pytest.mark.parametrize("kept", [1, 2, -1])
    async def test_an_export_that_was_cut_short_is_refused(
        self, store: Store, empty: Store, story: Story, tmp_path: Path, kept: int
    ) -> None:
        await eventful(story)
        await store.export_jsonl(tmp_path / "all.jsonl")
        lines = (tmp_path / "all.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
        (tmp_path / "cut.jsonl").write_text("".join(lines[:kept]), encoding="utf-8")
        with pytest.raises(InvalidRequest, match="cut short"):
            await empty.import_jsonl(tmp_path / "cut.jsonl")
        assert (await empty.incidents("default", IncidentQuery())).count == 0
        assert await empty.import_jsonl(tmp_path / "all.jsonl") == len(lines) - 2

    async def test_another_model_finds_the_same_after_a_reindex(self, store: Store, story: Story) -> None:
        first = await story.report("x" * 10, found=near(degrees=170))
        await story.report("x" * 90, found=near(degrees=170))
        async with store.reindexing("lengths", outside=False):
            assert await store.reindex(LengthEmbedder()) == 2
        assert (await story.report("x" * 10)).incident_id == first.incident_id
        assert await store.verify() == []

    async def test_fingerprints_of_older_rules_lead_where_they_led(self, store: Store, story: Story) -> None:
        report, profile = story.written("Lambda timeout after 30s")
        first = await store.record(report, replace(profile, version=0), near())
        for _ in range(2):  # a repeat finishes what was cut off, and adds nothing
            assert await store.reindex(LengthEmbedder()) == 2
        again, _ = story.written("Lambda timeout after 31s")
        answer = await store.record(again, profile_of(again), near())
        assert (answer.incident_id, answer.decision.method) == (first.incident_id, "exact")
        old, _ = story.written("Lambda timeout after 32s")
        assert (await store.record(old, profile, near())).incident_id == first.incident_id
