"""The right runbook first, nothing when none fits, and never another tenant's."""

from dataclasses import replace

import pytest

from tests.support.doubles.embedder import WordEmbedder
from tests.support.doubles.runbooks import MemoryRunbooks
from tools.nouns.events import Resolved
from tools.nouns.incidents import Incident, Status
from tools.nouns.knowledge import Question
from tools.nouns.severity import Severity
from tools.runbooks.document import make_runbook
from tools.runbooks.ingest import ingest_shipped, put_document
from tools.runbooks.resolutions import remember_resolution
from tools.runbooks.rows import rows_of
from tools.runbooks.search import FITTING_EVIDENCE, HybridSearch, calibrated

DOCUMENTS = {
    "storage/CephClusterNearFull": "# CephClusterNearFull\n\n"
    "## Meaning\n\nThe storage cluster utilisation crossed 75 %.\n\n"
    "## Mitigation\n\nAdd capacity or delete data soon.\n",
    "storage/CephClusterCriticallyFull": "# CephClusterCriticallyFull\n\n"
    "## Meaning\n\nThe storage cluster crossed 80 % and becomes read-only soon.\n\n"
    "## Mitigation\n\nFree space immediately.\n",
    "kubernetes/KubePodCrashLooping": "# KubePodCrashLooping\n\n## Meaning\n\nA container restarts again and again.\n\n"
    "## Diagnosis\n\nRead the logs of the previous container.\n",
    "playbook": "# Playbook\n\n## QueueBacklogGrowing\n\nMessages arrive faster than they are handled.\n\n"
    "### Fix\n\nAdd consumers.\n\n"
    "## DeadLetterQueueGrowing\n\nMessages fail again and again.\n\n### Fix\n\nRead the error.\n",
}


async def library(tenant="acme", source="dir:ops", documents=DOCUMENTS):
    store, embedder = MemoryRunbooks(), WordEmbedder()
    for runbook_id, text in documents.items():
        runbook = make_runbook(runbook_id, text, source)
        await store.put_runbook(tenant, runbook, await rows_of(runbook, embedder))
    return store


def ticket(incident_id="inc_1", title="Connection pool exhausted in orders", text="raised the pool size"):
    resolution = Resolved(text, "ada", 5.0, None) if text is not None else None
    return Incident(
        incident_id, "acme", Status.RESOLVED, Severity.HIGH, "orders", "", None, title, 0.0, 0.0, 1, 1, incident_id,
        resolution=resolution,
    )  # fmt: skip


def problem(log, tenant="acme", regression_of=None, **labels):
    return Question(tenant, "api", log, labels, regression_of=regression_of)


async def find(store, log, limit=3, shipped="auto", **given):
    return await HybridSearch(store, WordEmbedder(), shipped=shipped).search(problem(log, **given), limit)


@pytest.mark.parametrize(
    ("log", "runbook_id"),
    [
        ("Storage cluster is nearing full", "storage/CephClusterNearFull"),
        ("Storage cluster is critically full", "storage/CephClusterCriticallyFull"),
        ("a pod container is crash looping, it restarts again and again", "kubernetes/KubePodCrashLooping"),
    ],
)
async def test_near_twins_are_told_apart(log, runbook_id):
    found = await find(await library(), log)
    assert found[0].section.runbook_id == runbook_id
    assert found[0].matched
    assert [match.score for match in found] == sorted((match.score for match in found), reverse=True)


@pytest.mark.parametrize("log", ["Cassandra compaction pending", "printer jam", "user 42 bought a book", "!!!"])
async def test_none_fits_is_an_answer(log):
    assert not any(match.matched for match in await find(await library(), log))


async def test_a_runbook_comes_once_with_a_section_to_cite():
    found = await find(await library(), "messages fail again and again in the dead letter queue", limit=10)
    assert len(found) == len({match.section.runbook_id for match in found}) == 4
    assert found[0].section.citation == "playbook#deadletterqueuegrowing"
    assert found[0].excerpt == "Messages fail again and again."


async def test_only_what_matches_has_an_excerpt():
    found = await find(await library(), "messages fail again and again in the dead letter queue", limit=10)
    assert {bool(match.excerpt) for match in found if match.matched} == {True}
    assert {match.excerpt for match in found if not match.matched} == {""}


async def test_the_vector_of_the_verdict_serves_under_load():
    class Silent(WordEmbedder):
        async def embed(self, texts):
            raise AssertionError("the vector was at hand")

    [vector] = await WordEmbedder().embed(["pod container is crash looping"])
    search = HybridSearch(await library(), Silent(), recall={"a template": vector}.get)
    asked = replace(problem("a pod container is crash looping"), template="a template")
    assert (await search.search(asked, 1))[0].section.runbook_id == "kubernetes/KubePodCrashLooping"


@pytest.mark.parametrize(
    "given",
    [
        {"alertname": "KubePodCrashLooping"},
        {"runbook_url": "https://runbooks.example/kubernetes/kubepodcrashlooping/"},
    ],
)
async def test_a_name_given_beats_likeness(given):
    found = await find(await library(), "storage cluster nearing full", **given)
    assert found[0].section.runbook_id == "kubernetes/KubePodCrashLooping"
    assert found[0].matched


async def test_tenants_see_their_own_and_the_shared():
    store = await library()
    await put_document(store, WordEmbedder(), "other", "secret", "# Storage cluster nearing full\n\nTheirs.")
    assert {match.section.runbook_id for match in await find(store, "nearing full", limit=10, tenant="other")} == {
        "secret"
    }
    assert "secret" not in {match.section.runbook_id for match in await find(store, "nearing full", limit=10)}


@pytest.mark.parametrize(
    ("shipped", "own", "seen"),
    [("auto", True, False), ("auto", False, True), ("always", True, True), ("never", False, False)],
)
async def test_shipped_runbooks_step_back_for_an_own_folder(shipped, own, seen):
    store = await library() if own else await library(source="api")
    await ingest_shipped(store, WordEmbedder())
    found = await find(store, "Lambda timeout", limit=100, shipped=shipped)
    assert ("aws/lambda-timeout" in {match.section.runbook_id for match in found}) is seen


async def test_a_change_is_seen_and_nothing_is_read_twice():
    store = await library()
    search = HybridSearch(store, WordEmbedder())
    for _ in range(3):
        await search.search(problem("storage"), 3)
    assert store.reads == 1
    await put_document(store, WordEmbedder(), "acme", "printer", "# Printer jam\n\nOpen the tray.")
    assert (await search.search(problem("printer jam"), 3))[0].section.runbook_id == "printer"
    await store.delete_runbook("acme", "printer")
    assert (await search.search(problem("printer jam"), 3))[0].section.runbook_id != "printer"


async def test_an_empty_store_embeds_nothing():
    embedder = WordEmbedder()
    assert await HybridSearch(MemoryRunbooks(), embedder).search(problem("x"), 3) == []
    assert embedder.texts == []


async def test_expansion_brings_the_rest_of_the_entry_in_reading_order():
    search = HybridSearch(await library(), WordEmbedder())
    found = [match for match in await search.search(problem("dead letter queue growing"), 3) if match.matched]
    wider = await search.expand("acme", found[:1])
    assert [match.section.citation for match in wider] == ["playbook#deadletterqueuegrowing", "playbook#fix-1"]
    assert {match.score for match in wider} == {found[0].score}


async def test_past_resolutions_follow_the_runbooks_by_their_own_cut():
    store = await library()
    await remember_resolution(store, WordEmbedder(), ticket())
    await remember_resolution(
        store, WordEmbedder(), ticket("inc_2", "Connection refused by orders database", "rebooted")
    )
    found = await find(store, "connection pool exhausted in orders", limit=2)
    assert [(match.section.kind, match.section.citation) for match in found[2:]] == [("resolution", "resolution:inc_1")]
    assert found[2].matched
    assert found[2].excerpt == "raised the pool size"


async def test_what_ended_the_regressed_problem_always_comes_first():
    store = await library()
    await remember_resolution(store, WordEmbedder(), ticket())
    await remember_resolution(store, WordEmbedder(), ticket("inc_2", "Totally different problem", "rebooted"))
    found = await find(store, "connection pool exhausted in orders", limit=1, regression_of="inc_2")
    assert [(match.section.citation, match.score) for match in found[1:]] == [("resolution:inc_2", 1.0)]


async def test_tickets_without_a_resolution_teach_nothing():
    store = MemoryRunbooks()
    for text in (None, "", "  "):
        await remember_resolution(store, WordEmbedder(), ticket(text=text))
    assert store.documents == {}


def test_the_score_is_calibrated_to_the_threshold():
    assert calibrated(FITTING_EVIDENCE) == pytest.approx(0.7)
    assert calibrated(FITTING_EVIDENCE - 0.01) < 0.7 < calibrated(FITTING_EVIDENCE + 0.01)
    assert 0.0 <= calibrated(-5) < calibrated(9) <= 1.0


async def test_what_to_read_first_is_no_aside():
    text = (
        "# Silo level\n\n## Meaning\n\nThe store fills.\n\n## Impact\n\nSilo level crossed the mark: mills stop.\n\n"
        "## Verification\n\nSilo level crossed the mark no more.\n\n## Mitigation\n\nOrder a lorry for the silo.\n"
    )
    [found] = await find(await library(documents={"silo": text}), "Silo level crossed the mark", limit=1)
    assert found.section.heading in ("Meaning", "Mitigation")


async def test_a_runbook_without_other_sections_shows_an_aside():
    text = "# Silo level\n\n## Impact\n\nSilo level crossed the mark: mills stop.\n"
    [found] = await find(await library(documents={"silo": text}), "Silo level crossed the mark", limit=1)
    assert found.section.heading == "Impact"


async def test_a_neighbour_is_less_sure_than_the_right_one():
    """Scores tell evidence apart up to where the right ones lie, instead of saying .98 to all that matches."""
    assert calibrated(FITTING_EVIDENCE) == pytest.approx(0.7)
    assert calibrated(1.9) < 0.9 < 0.95 < calibrated(2.6) < 1
