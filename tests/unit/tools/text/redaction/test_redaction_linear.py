"""No pattern of redaction can take more than a bounded number of steps at one place of a text."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from re import _constants, _parser  # type: ignore[attr-defined]

import pytest

import tools.text.redaction as room
from tools.deferred_re import DeferredPattern
from tools.text.redaction.rule import Rule

REPEATS = {_constants.MAX_REPEAT, _constants.MIN_REPEAT}


def patterns() -> Iterator[tuple[str, "re.Pattern[str]"]]:
    for module in pkgutil.iter_modules(room.__path__):
        for name, value in vars(importlib.import_module(f"{room.__name__}.{module.name}")).items():
            for number, each in enumerate(value if isinstance(value, tuple) else (value,)):
                if isinstance(each, Rule | DeferredPattern):
                    yield f"{module.name}.{name}.{number}", each.pattern if isinstance(each, Rule) else each


ALL = dict(patterns())


def check(items: object, inside: bool = False) -> None:
    """Fail for a repeat without an end inside a repeat that can give back what it took."""
    for operation, argument in items:  # type: ignore[attr-defined]
        if operation in REPEATS:
            _, most, body = argument
            assert not (most == _constants.MAXREPEAT and inside), "an endless repeat inside a repeat"
            check(body, inside or most > 1)
        elif operation == _constants.SUBPATTERN:
            check(argument[-1], inside)
        elif operation == _constants.BRANCH:
            for branch in argument[1]:
                check(branch, inside)
        elif operation in (_constants.ASSERT, _constants.ASSERT_NOT):
            check(argument[1])


def test_all_patterns_are_looked_at() -> None:
    assert len(ALL) >= 60


@pytest.mark.parametrize("name", ALL)
def test_no_repeat_without_an_end_stands_in_another(name: str) -> None:
    check(_parser.parse(ALL[name].pattern, ALL[name].flags & ~re.UNICODE))
