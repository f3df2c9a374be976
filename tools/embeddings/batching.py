"""Which texts share one model call. Padding is wasted work on a CPU, so only texts of nearly equal length do."""

from collections.abc import Sequence

MAX_TEXTS = 8  # a verdict's text waits for the others of its call, so calls stay short
MAX_BATCH_TOKENS = 512  # bounds the runtime's arena: two texts of full length
SLACK = 1.15  # the longest may have 15 % (and two tokens) more than the shortest


def batches(lengths: Sequence[int]) -> list[list[int]]:
    """Positions grouped into model calls, short texts first.

    Args:
        lengths: the number of tokens of each waiting text.
    """
    groups: list[list[int]] = []
    for position in sorted(range(len(lengths)), key=lengths.__getitem__):
        group = groups[-1] if groups else []
        if group and _fits(lengths[position], lengths[group[0]], len(group) + 1):
            group.append(position)
        else:
            groups.append([position])
    return groups


def _fits(length: int, shortest: int, texts: int) -> bool:
    return texts <= MAX_TEXTS and length <= shortest * SLACK + 2 and length * texts <= MAX_BATCH_TOKENS
