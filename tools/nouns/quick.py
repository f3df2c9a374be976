"""`quick_dataclass`: frozen for the type checker, but five times as fast to create as a frozen dataclass.

A frozen dataclass sets each field through `object.__setattr__`: 1.1 µs for eleven fields instead of 0.2. This matters
only for the few nouns that are created for every report.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as quick_dataclass
else:
    from dataclasses import dataclass

    def quick_dataclass(*, frozen: bool, slots: bool):
        """Like `dataclass`; mypy treats it as frozen and rejects assignments to fields."""
        return dataclass(slots=slots, unsafe_hash=frozen)


__all__ = ["quick_dataclass"]
