"""Which parameter separates some reports of a fingerprint from the others? Pure."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

MAX_VALUES = 100
"""A split that needs more values than this is not about one parameter."""


@dataclass(frozen=True, slots=True)
class Pin:
    """Reports whose parameter at `position` is one of `values` are a problem of their own."""

    position: int
    values: tuple[str, ...]


def separating(chosen: Sequence[Sequence[str]], rest: Sequence[Sequence[str]]) -> Pin | None:
    """Return the parameter with the fewest values among those whose values never occur on both sides, or None.

    Args:
    chosen: the parameters of each report that is split off.
    rest: the parameters of each report that stays.
    """
    shortest = min(len(params) for params in (*chosen, *rest))
    pins: list[tuple[int, int, Pin]] = []
    for position in range(shortest):
        mine = {params[position] for params in chosen}
        others = {params[position] for params in rest}
        if len(mine) <= MAX_VALUES and mine.isdisjoint(others):
            pins.append((len(mine), len(others), Pin(position, tuple(sorted(mine)))))
    return min(pins, key=lambda each: each[:2])[2] if pins else None


def derived_fingerprint(fingerprint: str, position: int, value: str) -> str:
    """Return the identity of the reports whose parameter at `position` is `value`."""
    return hashlib.sha256(f"{fingerprint}\x1f{position}\x1f{value}".encode()).hexdigest()[:32]
