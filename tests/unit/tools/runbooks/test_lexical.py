"""Word evidence: comparable between collections, and honest about words nobody wrote."""

import pytest

from tools.runbooks.lexical import Entry, LexicalIndex

ENTRIES = [
    Entry(["DiskFull"], ["The volume has no space left. `No space left on device`"]),
    Entry(["DiskSlow"], ["The volume answers slowly."]),
    Entry(["PodMisScheduled", "pod-on-wrong-node"], ["The pod runs where it should not."]),
]


@pytest.fixture
def index():
    return LexicalIndex(ENTRIES)


def search(index, text):
    return index.search(index.query_terms(text, 50))


def best(scores):
    return max(range(len(scores)), key=lambda position: scores[position])


def test_the_text_that_says_it_wins(index):
    text, _, _ = search(index, "no space left")
    assert best(text) == 0


def test_words_nobody_wrote_count_against_every_entry(index):
    known, _, _ = search(index, "volume space")
    diluted, _, _ = search(index, "volume space cassandra compaction")
    assert diluted[0] < known[0] / 1.5


def test_the_best_of_several_names_counts(index):
    _, name, _ = search(index, "pod on the wrong node")
    assert name[2] == pytest.approx(1.0)
    assert name[0] == 0.0


def test_compounds_are_met_in_one_word(index):
    _, name, _ = search(index, "pods are misscheduled")
    assert name[2] == pytest.approx(1.0)


def test_word_order_is_evidence(index):
    _, _, quoted = search(index, "no space left on device")
    _, _, shuffled = search(index, "device left on space no")
    assert quoted[0] == pytest.approx(1.0)
    assert shuffled[0] < 0.5


def test_scores_are_shares(index):
    for text in ("disk full", "no space left on device", "x", "", "volume " * 100):
        for scores in search(index, text):
            assert all(0 <= score <= 1.0001 for score in scores)


def test_rarity_needs_no_large_collection():
    alone = LexicalIndex(ENTRIES[:1])
    assert alone.rarity("left") > 4
    assert alone.rarity("cassandra") > alone.rarity("left")


def test_an_empty_index_answers():
    assert [len(scores) for scores in LexicalIndex([]).search(["a", "b"])] == [0, 0, 0]


def test_the_name_of_one_thing_among_many_is_not_searched_for(index):
    assert index.query_terms("volume employees-db has no space", 50) == index.query_terms("volume has no space", 50)
    assert index.query_terms("pod-on-wrong-node", 50) == index.query_terms("pod on wrong node", 50)
    assert index.query_terms("employees-db", 50)
