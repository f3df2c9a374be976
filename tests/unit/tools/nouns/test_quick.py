"""Nouns that are made quickly are nouns like the others: equal by their fields, hashed by them, with nothing beside."""

from dataclasses import dataclass, fields, replace

import pytest

from tools.nouns.quick import quick_dataclass


@quick_dataclass(frozen=True, slots=True)
class Quick:
    name: str
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Slow:
    name: str
    tags: tuple[str, ...] = ()


def test_equal_and_hashed_by_its_fields() -> None:
    assert Quick("a", ("b",)) == Quick("a", ("b",)) != Quick("a")
    assert hash(Quick("a", ("b",))) == hash(Slow("a", ("b",)))
    assert replace(Quick("a"), name="b") == Quick("b")
    assert repr(Quick("a")) == "Quick(name='a', tags=())"
    assert [field.name for field in fields(Quick)] == [field.name for field in fields(Slow)]


def test_nothing_can_be_added_to_it() -> None:
    with pytest.raises(AttributeError):
        Quick("a").other = 1  # type: ignore[attr-defined]
