"""Patterns that are compiled at their first use: `from tools import deferred_re as re`.

The rooms that read texts have some 650 patterns, and a report needs about 20 of them; compiling all takes a fifth of a
second of CPU, more than a command has for the rest. A pattern that is in use costs 20 ns a call more than a plain one.
A server compiles all of them before it serves (`compile_deferred`), so that no request waits for it, and has plain ones
from then on.
"""

import re
import sys
from re import DOTALL, IGNORECASE, MULTILINE, Match, Pattern, escape, finditer, fullmatch, search, split, sub
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

__all__ = [
    "DOTALL",
    "IGNORECASE",
    "MULTILINE",
    "Match",
    "Pattern",
    "escape",
    "finditer",
    "fullmatch",
    "search",
    "split",
    "sub",
]
_OF_A_PATTERN = tuple(name for name in dir(re.Pattern) if not name.startswith("_"))
_waiting: "WeakSet[DeferredPattern]" = WeakSet()


class DeferredPattern:
    """Stands for a `re.Pattern`. After its first use it holds the pattern's own methods, so it asks nobody again."""

    def __init__(self, source: str | bytes, flags: int) -> None:
        self._written: tuple[Any, int] = source, flags
        _waiting.add(self)

    def __getattr__(self, name: str) -> Any:
        if name not in _OF_A_PATTERN:
            raise AttributeError(name)
        self.use()
        return getattr(self, name)

    def use(self) -> None:
        """Compile it now. Raises re.error if it is none."""
        self.compiled: Pattern[Any] = re.compile(*self._written)
        self.__dict__.update({name: getattr(self.compiled, name) for name in _OF_A_PATTERN})
        _waiting.discard(self)


def compile_deferred() -> int:
    """Compile all patterns that nobody has used yet. Returns their number; raises re.error for a wrong one.

    The modules that use this one have the plain patterns under their names afterwards.
    """
    found = tuple(_waiting)
    for each in found:
        each.use()
    ours = sys.modules[__name__]
    for module in [each for each in tuple(sys.modules.values()) if getattr(each, "re", None) is ours]:
        for name, value in tuple(vars(module).items()):
            if isinstance(value, DeferredPattern):
                setattr(module, name, value.compiled)
    return len(found)


if TYPE_CHECKING:
    from re import compile as compile
else:

    def compile(source, flags=0):
        """As `re.compile`, later."""
        return DeferredPattern(source, flags)
