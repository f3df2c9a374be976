"""A redaction rule finds places, and judges each one before anything is cut."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from tools import deferred_re as re
from tools.text.redaction.lowered import lowered


class Span(NamedTuple):
    """A place that must be cut, and the kind that names it."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Rule:
    """Cuts the group `value` of what `pattern` finds, or the whole match if there is none, if `check` accepts it.

    The pattern is tried on texts that contain, of each that is given: one of the `words`, one of the `marks`, one of
    the `shapes` (digits as `0`, capitals as `A`), and with `long` a run of sixteen letters and digits. `guard` is a
    part of all marks, or of all shapes, without ` -._/()`: a cheap look before those at each of them. A `folded`
    pattern reads only lower case, which is faster than ignoring the case of each character.
    """

    pattern: "re.Pattern[str]"
    kind: str
    check: Callable[[str], bool] | None = None
    words: frozenset[bytes] = frozenset()
    marks: tuple[str, ...] = ()
    shapes: tuple[str, ...] = ()
    guard: str = ""
    long: bool = False
    folded: bool = False

    def spans(self, text: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
        """The places in a text, or in the part of it between two places."""
        group, check, kind = self.pattern.groupindex.get("value", 0), self.check, self.kind
        read = lowered(text) if self.folded else text
        for match in self.pattern.finditer(read, start, len(read) if end is None else end):
            first, last = match.span(group)
            if first >= 0 and (check is None or check(text[first:last])):
                yield Span(first, last, kind)


def words(text: str) -> frozenset[bytes]:
    """The words that a rule waits for, as bytes in lower case."""
    return frozenset(text.encode().split())


def guarded(rules: Iterable[Rule]) -> tuple[tuple[str, tuple[Rule, ...]], ...]:
    """The rules by their guard, in order."""
    ordered = tuple(rules)
    guards = dict.fromkeys(rule.guard for rule in ordered)
    return tuple((guard, tuple(rule for rule in ordered if rule.guard == guard)) for guard in guards)
