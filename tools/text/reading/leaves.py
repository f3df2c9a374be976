"""The named values of a record, and fast access to the outermost value of each name."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tools.text.reading.roles import squeezed


class Leaf(NamedTuple):
    """A value with its path: the last name as written and squeezed, and the squeezed names above it."""

    name: str
    above: tuple[str, ...]
    value: str
    key: str


def leaf(name: str, above: tuple[str, ...], value: str) -> Leaf:
    """The leaf of a value under its name."""
    return Leaf(name, above, value, squeezed(name))


class Leaves:
    """A record's values in document order, and the outermost of each name; blank ones are ignored."""

    __slots__ = ("all", "objects", "outermost")

    def __init__(self, values: Sequence[Leaf]) -> None:
        self.all = values
        self.outermost: dict[str, Leaf] = {}
        self.objects: set[str] = set()
        """The names of all objects above a value."""
        path: tuple[str, ...] = ()
        outermost = self.outermost
        for each in values:
            _, above, value, key = each
            if above is not path:
                path = above
                self.objects.update(path)
            if value and not value.isspace():
                known = outermost.get(key)
                if known is None or len(above) < len(known.above):
                    outermost[key] = each

    def first(self, keys: Iterable[str]) -> str:
        """The value of the first of these names that exists."""
        for key in keys:
            if key in self.outermost:
                return self.outermost[key].value
        return ""

    def __bool__(self) -> bool:
        return bool(self.all)


NOTHING = Leaves(())
