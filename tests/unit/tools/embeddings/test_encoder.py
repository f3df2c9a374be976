"""Texts of like length share a call of the model."""

from hypothesis import given
from hypothesis import strategies as st

from tools.embeddings.encoder import MAX_BATCH_TOKENS, MAX_TEXTS, batches

LENGTHS = st.lists(st.integers(2, 256), max_size=64)


@given(LENGTHS)
def test_every_text_is_in_exactly_one_batch(lengths: list[int]) -> None:
    assert sorted(position for group in batches(lengths) for position in group) == list(range(len(lengths)))


@given(LENGTHS)
def test_a_batch_wastes_little_padding_and_little_memory(lengths: list[int]) -> None:
    for group in batches(lengths):
        sizes = [lengths[position] for position in group]
        assert len(group) <= MAX_TEXTS
        assert max(sizes) <= min(sizes) * 1.15 + 2
        assert len(group) == 1 or max(sizes) * len(group) <= MAX_BATCH_TOKENS


def test_equal_lengths_share_a_call() -> None:
    assert batches([20] * 8) == [list(range(8))]


def test_different_lengths_do_not() -> None:
    assert batches([200, 10]) == [[1], [0]]
