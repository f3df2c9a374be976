"""`quick_dataclass`: frozen for the type checker, made five times as fast as a frozen dataclass.

A frozen dataclass sets each of its fields through `object.__setattr__`: 1.1 µs for eleven fields instead of 0.2. Few
nouns are made so often that it counts: those of which every report makes one.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as quick_dataclass
else:
    from dataclasses import dataclass

    def quick_dataclass(*, frozen: bool, slots: bool):
        """A decorator as `dataclass`; mypy takes it for one and rejects every assignment to a field."""
        return dataclass(slots=slots, unsafe_hash=frozen)


__all__ = ["quick_dataclass"]
